import { orderByScore } from './score-order.ts';

/**
 * Rows sorted once by score, so that a measure of ranking needs one pass of additions per resample. The rows stand in
 * blocks from the highest score down; a block is one distinct score that a positive has, with the negatives since the
 * block before it.
 */
export interface Ranking {
  /** Block by block: the negatives that score between the block before and this one, the negatives tied, the positives. */
  readonly rows: Int32Array;
  /** Three per block: one past the last position of each of the three kinds. */
  readonly ends: Int32Array;
}

/** @param isPositive 1 or 0 per row */
export function rankRows(scores: ArrayLike<number>, isPositive: Uint8Array): Ranking {
  const order = orderByScore(scores);
  const rows = new Int32Array(scores.length);
  const ends: number[] = [];
  let filled = 0;
  for (let run = order.runEnds.length - 1; run >= 0; run--) {
    const tied = order.rows.subarray(order.runEnds[run - 1] ?? 0, order.runEnds[run]);
    const above = filled;
    for (const row of tied) if (isPositive[row] === 0) rows[filled++] = row;
    const negatives = filled;
    for (const row of tied) if (isPositive[row] === 1) rows[filled++] = row;
    if (filled > negatives) ends.push(above, negatives, filled);
  }
  return { rows, ends: Int32Array.from(ends) };
}
