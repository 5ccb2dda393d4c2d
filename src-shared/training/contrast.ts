import type { Loss } from './losses.ts';

/**
 * The two losses of the study's pre-training, over the embeddings of 2 views of N lesions and 2 views of a background
 * patch of each of their N scans. Rows: first views of the lesions, second views, first views of the background, second.
 * - `reference-code`: the negatives of a lesion are both background views of all other scans, 2 (N - 1).
 * - `preprint`: the negatives of a lesion's first view are the first background views of all scans, its own included,
 *   and those of its second view the second ones, N.
 */
export const contrastVariants = ['reference-code', 'preprint'] as const;
export type ContrastVariant = (typeof contrastVariants)[number];

/** Rows of the negatives of an anchor row (0 to 2 N - 1). */
export function negativeRows(variant: ContrastVariant, lesionCount: number, anchor: number): number[] {
  const view = Math.floor(anchor / lesionCount);
  const lesion = anchor % lesionCount;
  const scans = Array.from({ length: lesionCount }, (_, scan) => scan);
  if (variant === 'preprint') return scans.map((scan) => (2 + view) * lesionCount + scan);
  const others = scans.filter((scan) => scan !== lesion);
  return [2, 3].flatMap((block) => others.map((scan) => block * lesionCount + scan));
}

/** Row of an anchor's positive: the other view of its lesion. */
export const positiveRow = (lesionCount: number, anchor: number): number => (anchor + lesionCount) % (2 * lesionCount);

/**
 * Mean over the 2 N lesion views of -log(p / (p + sum of n)) with p, n = exp(cosine / temperature), and its gradient by
 * the embeddings [4 N, width] as they come from the projection head (they are brought to length 1 here).
 */
export function contrastLoss(
  embeddings: ArrayLike<number>,
  { lesionCount, temperature, variant }: { lesionCount: number; temperature: number; variant: ContrastVariant },
): Loss {
  const rows = 4 * lesionCount;
  const width = embeddings.length / rows;
  const { unit, lengths } = unitRows(embeddings, rows, width);
  const byUnit = new Float64Array(embeddings.length);
  const anchors = 2 * lesionCount;
  let sum = 0;
  for (let anchor = 0; anchor < anchors; anchor += 1) {
    const candidates = [positiveRow(lesionCount, anchor), ...negativeRows(variant, lesionCount, anchor)];
    const similarities = candidates.map((row) => dot(unit, anchor, row, width) / temperature);
    const largest = Math.max(...similarities);
    const exponentials = similarities.map((value) => Math.exp(value - largest));
    const total = exponentials.reduce((all, value) => all + value, 0);
    sum += Math.log(total) + largest - similarities[0]!;
    for (const [place, row] of candidates.entries()) {
      const slope = (exponentials[place]! / total - (place === 0 ? 1 : 0)) / temperature / anchors;
      for (let at = 0; at < width; at += 1) {
        byUnit[anchor * width + at]! += slope * unit[row * width + at]!;
        byUnit[row * width + at]! += slope * unit[anchor * width + at]!;
      }
    }
  }
  return { loss: sum / anchors, gradient: throughLength(byUnit, unit, lengths) };
}

function unitRows(
  values: ArrayLike<number>,
  rows: number,
  width: number,
): { unit: Float64Array; lengths: Float64Array } {
  const unit = Float64Array.from(values);
  const lengths = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const part = unit.subarray(row * width, (row + 1) * width);
    lengths[row] = Math.max(Math.hypot(...part), 1e-12);
    for (let at = 0; at < width; at += 1) part[at]! /= lengths[row]!;
  }
  return { unit, lengths };
}

/** Gradient by the rows before they were brought to length 1. */
function throughLength(byUnit: Float64Array, unit: Float64Array, lengths: Float64Array): Float64Array {
  const width = unit.length / lengths.length;
  const gradient = new Float64Array(unit.length);
  for (const [row, length] of lengths.entries()) {
    let along = 0;
    for (let at = row * width; at < (row + 1) * width; at += 1) along += byUnit[at]! * unit[at]!;
    for (let at = row * width; at < (row + 1) * width; at += 1)
      gradient[at] = (byUnit[at]! - along * unit[at]!) / length;
  }
  return gradient;
}

function dot(values: Float64Array, a: number, b: number, width: number): number {
  let sum = 0;
  for (let at = 0; at < width; at += 1) sum += values[a * width + at]! * values[b * width + at]!;
  return sum;
}
