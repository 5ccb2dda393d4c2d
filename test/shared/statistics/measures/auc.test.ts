import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auc, rocCurve, weightedAuc } from '#shared/statistics/measures/auc.ts';
import { rankRows } from '#shared/statistics/measures/ranking.ts';
import { orderByScore } from '#shared/statistics/measures/score-order.ts';
import reference from '#test/reference/statistics/measures.json' with { type: 'json' };

const truth = Uint8Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
const p = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.8, 0.9, 0.35, 0.7];
const q = [0.2, 0.3, 0.5, 0.6, 0.1, 0.7, 0.9, 0.6, 0.4, 0.8];

/** Few score levels, so that ties are common, and both classes present. */
const rows = fc
  .array(
    fc.record({
      score: fc.integer({ min: 0, max: 6 }),
      positive: fc.boolean(),
      weight: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 2, maxLength: 40 },
  )
  .filter((list) => list.some((row) => row.positive) && list.some((row) => !row.positive));

describe('the AUC', () => {
  it('counts ties as one half (golden values)', () => {
    expect(auc(p, truth)).toBeCloseTo(0.72, 14);
    expect(auc(q, truth)).toBeCloseTo(0.9, 14);
  });

  it('equals scikit-learn on tied scores', () => {
    for (const { y, scores, auc: expected } of reference) {
      expect(auc(scores, Uint8Array.from(y))).toBeCloseTo(expected, 12);
    }
  });

  it('equals the count over all pairs, with any weights', () => {
    fc.assert(
      fc.property(rows, (list) => {
        let concordant = 0;
        let pairs = 0;
        for (const a of list.filter((row) => row.positive)) {
          for (const b of list.filter((row) => !row.positive)) {
            const weight = a.weight * b.weight;
            pairs += weight;
            concordant += weight * (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0);
          }
        }
        const ranking = rankRows(
          list.map((row) => row.score),
          Uint8Array.from(list, (row) => (row.positive ? 1 : 0)),
        );
        const found = weightedAuc(
          ranking,
          Float64Array.from(list, (row) => row.weight),
        );
        if (pairs === 0) expect(found).toBeNaN();
        else expect(found).toBeCloseTo(concordant / pairs, 12);
      }),
    );
  });

  it('is one minus itself when scores are turned round, and leaves its input alone', () => {
    const scores = Object.freeze([...p]);
    expect(
      auc(
        scores.map((score) => -score),
        truth,
      ),
    ).toBeCloseTo(1 - 0.72, 14);
    expect(scores).toEqual(p);
  });
});

describe('the ROC curve', () => {
  it('has the AUC as the area under its corners and rises from (0, 0) to (1, 1)', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const scores = list.map((row) => row.score);
        const isPositive = Uint8Array.from(list, (row) => (row.positive ? 1 : 0));
        const curve = rocCurve(orderByScore(scores), isPositive);
        expect(curve[0]).toEqual({ x: 0, y: 0 });
        expect(curve.at(-1)).toEqual({ x: 1, y: 1 });
        let area = 0;
        for (let i = 1; i < curve.length; i++) {
          const [a, b] = [curve[i - 1]!, curve[i]!];
          expect(b.x >= a.x && b.y >= a.y).toBe(true);
          area += ((b.x - a.x) * (a.y + b.y)) / 2;
        }
        expect(area).toBeCloseTo(auc(scores, isPositive), 12);
      }),
    );
  });

  it('draws a tie of both classes as an oblique segment and leaves out points on a straight run', () => {
    const curve = rocCurve(orderByScore([0.9, 0.8, 0.5, 0.5, 0.1]), Uint8Array.of(1, 1, 1, 0, 0));
    expect(curve).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 2 / 3 },
      { x: 0.5, y: 1 },
      { x: 1, y: 1 },
    ]);
  });
});
