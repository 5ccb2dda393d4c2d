import type { FigureTable } from '../figure.ts';
import type { StatisticGroup } from '../statistics/statistic.ts';
import { listed } from './sections.ts';

/** A figure or table of the manuscript as its texts speak of it. */
export interface ManuscriptItem {
  readonly id: string;
  /** Its place, e.g. `Extended Data Fig. 2`. */
  readonly number: string;
  readonly title: string;
  readonly caption: string;
  readonly warnings: readonly string[];
  /** Printed with the text: those of a table, none of a figure. */
  readonly tables: readonly FigureTable[];
  readonly files: readonly string[];
  readonly parts: readonly ItemPart[];
}

/** What one statistic gave to an item. */
export interface ItemPart {
  readonly statisticId: string;
  readonly group: StatisticGroup;
  readonly methods: string;
  /** Null where nothing is drawn at random. */
  readonly seed: number | null;
}

/** `Figs. 1 and 2; Table 1; Extended Data Fig. 4`: numbers of one kind together, kinds in the order given. */
export function referTo(numbers: readonly string[]): string {
  const byKind = new Map<string, string[]>();
  for (const number of numbers) {
    const at = number.lastIndexOf(' ');
    const kind = number.slice(0, at);
    byKind.set(kind, [...(byKind.get(kind) ?? []), number.slice(at + 1)]);
  }
  return [...byKind]
    .map(([kind, of]) => `${of.length > 1 ? kind.replace(/\.?$/, (stop) => `s${stop}`) : kind} ${listed(of)}`)
    .join('; ');
}

/** Numbers of the items that hold one of these statistics, in the order of the manuscript; empty where none was made. */
export const whereShown = (items: readonly ManuscriptItem[], statisticIds: readonly string[]): string[] =>
  items
    .filter(({ parts }) => parts.some(({ statisticId }) => statisticIds.includes(statisticId)))
    .map(({ number }) => number);
