/** Rows in ascending order of score, with the ends of the runs of equal scores. */
export interface ScoreOrder {
  readonly rows: Int32Array;
  /** One past the last position of each run. */
  readonly runEnds: Int32Array;
}

export function orderByScore(scores: ArrayLike<number>): ScoreOrder {
  const rows = Int32Array.from({ length: scores.length }, (_, row) => row).sort(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  );
  const runEnds: number[] = [];
  for (let i = 1; i <= rows.length; i++) {
    if (i === rows.length || scores[rows[i] as number] !== scores[rows[i - 1] as number]) runEnds.push(i);
  }
  return { rows, runEnds: Int32Array.from(runEnds) };
}
