import { basename, join } from 'node:path';
import { isCancelled, toWireError } from '#shared/errors.ts';
import type { EvidenceTools } from '../analysis/evidence.ts';
import type { DrawingDesk } from '../export/drawing-desk.ts';
import type { FigureFormat } from '../export/export-figure.ts';
import { drawOnPaper, type PaperSetting } from '../export/paper-drawing.ts';
import type { ResolutionDpi } from '../export/raster.ts';
import type { ItemKind, ItemPlan } from './items.ts';
import { type LeftOut, type MadeItem, makeItem } from './make-item.ts';
import type { FailedItem } from './set-index.ts';

/** An item with its place in the manuscript, e.g. `Extended Data Fig. 2`. */
export interface NumberedItem extends MadeItem {
  readonly number: string;
  readonly files: readonly string[];
}

export interface ManuscriptSet {
  readonly items: readonly NumberedItem[];
  readonly leftOut: readonly LeftOut[];
  readonly failed: readonly FailedItem[];
}

export interface WriteOptions extends PaperSetting {
  readonly folder: string;
  readonly formats: readonly FigureFormat[];
  readonly dpi: ResolutionDpi;
}

export interface SetTools extends EvidenceTools {
  readonly drawings: DrawingDesk;
  readonly signal: AbortSignal;
  readonly report: (progress: { done: number; total: number; label: string }) => void;
  /** One item that could not be drawn or written; the others go on. */
  readonly fail: (item: string, error: ReturnType<typeof toWireError>) => void;
}

const series: Record<ItemKind, string> = {
  figure: 'Fig.',
  'extended-figure': 'Extended Data Fig.',
  table: 'Table',
  'extended-table': 'Extended Data Table',
};

const isTable = (kind: ItemKind): boolean => kind === 'table' || kind === 'extended-table';

/**
 * Makes and writes one item after the other into `folder`, each in a folder of its kind. What these data do not give
 * is listed in `leftOut`; numbers count only what was made.
 */
export async function writeItems(
  plans: readonly ItemPlan[],
  { folder, ...options }: WriteOptions,
  tools: SetTools,
): Promise<ManuscriptSet> {
  const counts: Record<ItemKind, number> = { figure: 0, 'extended-figure': 0, table: 0, 'extended-table': 0 };
  const items: NumberedItem[] = [];
  const leftOut: LeftOut[] = [];
  const failed: FailedItem[] = [];
  for (const [index, plan] of plans.entries()) {
    tools.report({ done: index, total: plans.length, label: plan.title });
    tools.signal.throwIfAborted();
    try {
      const result = await makeItem(plan, options.columns ?? 2, tools, tools.signal);
      leftOut.push(...result.leftOut);
      if (!result.made) continue;
      const made = isTable(plan.kind) ? withoutPanels(result.made) : result.made;
      const number = `${series[plan.kind]} ${counts[plan.kind] + 1}`;
      const files = await writeItem(
        made,
        { ...options, folder: join(folder, isTable(plan.kind) ? 'tables' : 'figures') },
        tools,
      );
      counts[plan.kind] += 1;
      items.push({ ...made, number, files });
    } catch (error) {
      if (isCancelled(error)) throw error;
      const wire = toWireError(error);
      failed.push({ item: plan.title, message: wire.message });
      tools.fail(plan.title, wire);
    }
  }
  tools.report({ done: plans.length, total: plans.length, label: '' });
  return { items, leftOut, failed };
}

async function writeItem(
  item: MadeItem,
  { folder, formats, dpi, preset }: WriteOptions,
  { compute, drawings, signal }: SetTools,
): Promise<string[]> {
  // It was composed in the columns asked for.
  const drawing = await drawOnPaper(drawings, item.figure, { preset, columns: null }, signal);
  const paths = await compute.run(
    'export-figure',
    { figure: item.figure, drawing, formats, dpi, folder, baseName: item.id, parts: item.parts },
    { signal },
  );
  return paths.map((path) => basename(path));
}

/** A table of a manuscript is no picture. */
const withoutPanels = (item: MadeItem): MadeItem => ({ ...item, figure: { ...item.figure, panels: [] } });
