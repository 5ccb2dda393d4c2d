import type { Quantity } from '../../domain/entities.ts';
import type { PanelInput } from '../../figure.ts';

/** A line of a forest plot, from the top. */
export interface ForestRow {
  readonly label: string;
  readonly left: readonly string[];
  readonly right: readonly string[];
  /** What is drawn; a heading has none. */
  readonly quantity?: Quantity;
  /** Area of the square. */
  readonly weight?: number;
  /** A total. */
  readonly diamond?: boolean;
}

interface Forest {
  readonly id: string;
  readonly rows: readonly ForestRow[];
  readonly labelHeader: string;
  readonly leftHeaders: readonly string[];
  readonly rightHeaders: readonly string[];
  readonly axis: string;
  /** Ratios stand on a log axis. */
  readonly scale: 'log' | 'linear';
  /** Value of no difference: a thin line. Null: none. */
  readonly neutral: number | null;
  readonly seriesLabel: string;
}

/** Estimates with intervals, a row each, between columns of text. */
export function forestPanel(forest: Forest): PanelInput {
  const drawn = forest.rows.flatMap((row, y) =>
    row.quantity && 'estimate' in row.quantity ? [{ ...row, y, quantity: row.quantity }] : [],
  );
  const values = [
    ...drawn.flatMap(({ quantity }) => [
      quantity.estimate,
      quantity.low ?? quantity.estimate,
      quantity.high ?? quantity.estimate,
    ]),
    ...(forest.neutral === null ? [] : [forest.neutral]),
  ];
  const axis = forest.scale === 'log' ? logAxis(values) : {};
  const [least, most] = axis.domain ?? [-Infinity, Infinity];
  const within = (value: number): number => Math.min(most, Math.max(least, value));
  const columns = (side: 'left' | 'right', headers: readonly string[]) =>
    headers.map((header, i) => ({ side, header, cells: forest.rows.map((row) => row[side][i] ?? '') }));
  const marks = (diamond: boolean) =>
    drawn
      .filter((row) => (row.diamond ?? false) === diamond)
      .map(({ y, quantity: { estimate, low, high }, weight }) => ({
        x: within(estimate),
        y,
        ...(low === undefined ? {} : { low: within(low) }),
        ...(high === undefined ? {} : { high: within(high) }),
        ...(weight === undefined ? {} : { weight }),
        ...(diamond ? { diamond } : {}),
      }));
  return {
    id: forest.id,
    x: { label: forest.axis, scale: forest.scale, ...axis },
    y: { label: forest.labelHeader, scale: 'category', categories: forest.rows.map(({ label }) => label) },
    series: [
      {
        mark: 'intervals',
        id: 'estimates',
        label: forest.seriesLabel,
        colour: 0,
        along: 'x',
        points: [...marks(false), ...marks(true)],
      },
    ],
    legend: false,
    ...(forest.neutral === null
      ? {}
      : {
          guides: [{ from: { x: forest.neutral, y: -0.5 }, to: { x: forest.neutral, y: forest.rows.length - 0.5 } }],
        }),
    sideTexts: [...columns('left', forest.leftHeaders), ...columns('right', forest.rightHeaders)],
  };
}

/** What a forest plot shows of ratios at most: whiskers are cut there, the numbers beside them are not. */
const shown: readonly [number, number] = [1e-3, 1e3];

/** Round ends at 1, 2 or 5 times a power of ten, and ticks in steps that leave room for their labels. */
function logAxis(values: readonly number[]): { domain?: [number, number]; ticks?: number[] } {
  const [least, most] = [Math.max(shown[0], Math.min(...values)), Math.min(shown[1], Math.max(...values))];
  const steps: number[] = [];
  for (let power = -3; power <= 3; power++)
    for (const digit of [1, 2, 5]) steps.push(Number((digit * 10 ** power).toPrecision(1)));
  const low = steps.findLast((step) => step <= least * (1 + 1e-9)) ?? shown[0];
  const high = steps.find((step) => step >= most * (1 - 1e-9)) ?? shown[1];
  const domain: [number, number] = low < high ? [low, high] : [low / 2, high * 2];
  const inside = steps.filter((step) => step >= domain[0] && step <= domain[1]);
  const powers = inside.filter((step) => Number.isInteger(Math.log10(step)));
  return { domain, ticks: inside.length > 7 && powers.length > 1 ? powers : inside };
}

/** Height on paper of a forest plot with its header and axis, in mm. */
export const forestHeightMm = (rows: number): number => 18 + 4.2 * rows;
