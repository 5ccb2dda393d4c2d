import { AppError, toWireError, type WireError } from '#shared/errors.ts';
import type { Figure } from '#shared/figure.ts';
import type { ColumnCount } from '#shared/figure-columns.ts';
import { figurePresets } from '#shared/figure-presets.ts';
import { composeFigure, type FigurePart, type PlaceMm } from '#shared/manuscript/compose.ts';
import { computeEvidence, type Evidence, type EvidenceTools } from '../analysis/evidence.ts';
import { suggestParams } from '../analysis/suggest-params.ts';
import type { ReceiptPart } from '../export/receipt.ts';
import type { ItemPlan, PartPlan } from './items.ts';

/** Between the parts of a figure. */
const gapMm = 5;
const { columnMm, tallestMm } = figurePresets.nature;

export interface MadeItem extends Pick<ItemPlan, 'id' | 'kind' | 'title'> {
  readonly figure: Figure;
  /** Of each part, in the order of their letters. */
  readonly parts: readonly [ReceiptPart, ...ReceiptPart[]];
}

interface MadePart extends Evidence {
  readonly plan: PartPlan;
}

/** A part that this study does not have, with the reason. */
export interface LeftOut {
  readonly item: string;
  readonly statisticId: string;
  readonly error: WireError;
}

/**
 * Computes the parts of an item and puts them on one page. A part that cannot be computed from these data is left out
 * with its reason; without any part there is no item. On a page of one column each part has a row of its own.
 */
export async function makeItem(
  plan: ItemPlan,
  columns: ColumnCount,
  tools: EvidenceTools,
  signal: AbortSignal,
): Promise<{ made: MadeItem | null; leftOut: LeftOut[] }> {
  const leftOut: LeftOut[] = [];
  const rows: { heightMm: number; parts: MadePart[] }[] = [];
  for (const { heightMm, parts } of plan.rows) {
    const made: MadePart[] = [];
    for (const part of parts) {
      try {
        const evidence = await computePart(part, tools, signal);
        made.push({ plan: part, ...evidence });
      } catch (error) {
        if (!(error instanceof AppError) || !['invalid-input', 'not-found', 'unsupported'].includes(error.code))
          throw error;
        leftOut.push({ item: plan.title, statisticId: part.statisticId, error: toWireError(error) });
      }
    }
    const own = Math.max(...made.map(({ figure }) => figure.sizeMm.height));
    if (made.length > 0) rows.push({ heightMm: heightMm ?? own, parts: made });
  }
  const [first, ...others] = rows.flatMap((row) => row.parts);
  if (!first) return { made: null, leftOut };
  const { id, kind, title } = plan;
  return { made: { id, kind, title, figure: compose(plan, rows, columns), parts: [first, ...others] }, leftOut };
}

function computePart({ statisticId, source, params }: PartPlan, tools: EvidenceTools, signal: AbortSignal) {
  const proposed = suggestParams(tools.db, source, statisticId).params;
  return computeEvidence(tools, { statisticId, source, params: { ...proposed, ...params } }, { signal });
}

interface MadeRow {
  readonly heightMm: number;
  readonly parts: readonly MadePart[];
}

function compose({ id, title }: ItemPlan, made: readonly MadeRow[], columns: ColumnCount): Figure {
  const rows = columns === 2 ? made : oneColumnOf(made);
  const pageWidthMm = columnMm[columns - 1]!;
  const parts: FigurePart[] = [];
  let y = 0;
  for (const { heightMm, parts: inRow } of rows) {
    const places = placesInRow(
      inRow.map(({ plan }) => plan),
      { y, pageWidthMm, height: heightMm },
    );
    inRow.forEach(({ plan, figure }, index) => {
      const { panelIds, lead } = plan;
      const one = { figure, place: places[index]! };
      parts.push({ ...one, ...(panelIds ? { panelIds } : {}), ...(lead === undefined ? {} : { lead, title: lead }) });
    });
    y += heightMm + gapMm;
  }
  return composeFigure({ id, title, sizeMm: { width: pageWidthMm, height: Math.max(1, y - gapMm) }, parts });
}

/** Each part below the other, as wide as the column, no higher together than a page. */
function oneColumnOf(rows: readonly MadeRow[]): MadeRow[] {
  const single = rows.flatMap(({ heightMm, parts }) =>
    parts.map((part) => ({ heightMm, parts: [{ ...part, plan: { ...part.plan, share: 1 } }] })),
  );
  const free = tallestMm - gapMm * (single.length - 1);
  const shrink = Math.min(1, free / single.reduce((sum, { heightMm }) => sum + heightMm, 0));
  return single.map((row) => ({ ...row, heightMm: row.heightMm * shrink }));
}

/** A part that stands alone in its row keeps the share it asked for: half a page is half a page. */
function placesInRow(
  plans: readonly PartPlan[],
  { y, pageWidthMm, height }: { y: number; pageWidthMm: number; height: number },
): PlaceMm[] {
  const free = pageWidthMm - gapMm * (plans.length - 1);
  const asked = plans.reduce((sum, { share }) => sum + (share ?? 0), 0);
  const sharers = plans.filter(({ share }) => share === undefined).length;
  let x = 0;
  return plans.map(({ share }) => {
    const width = free * (share ?? (1 - asked) / sharers);
    const place = { x, y, width, height };
    x += width + gapMm;
    return place;
  });
}
