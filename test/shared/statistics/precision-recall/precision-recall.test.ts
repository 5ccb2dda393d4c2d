import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { precisionRecallCurve } from '#shared/statistics/measures/average-precision.ts';
import { rankRows } from '#shared/statistics/measures/ranking.ts';
import { precisionRecall } from '#shared/statistics/precision-recall/precision-recall.ts';
import reference from '#test/reference/statistics/classification.json' with { type: 'json' };
import { context, goldenTable, quantityOf, severalClassTable, twoClassTable } from '../classification-tables.ts';

const compute = (table: Parameters<typeof precisionRecall.compute>[0], params: object) =>
  precisionRecall.compute(table, { resamples: 199, ...params }, context);

describe('the precision-recall curve', () => {
  it('has scikit-learn’s points, and the average precision as the area under its steps', () => {
    const { y, p, averagePrecision, precisionRecall: expected } = reference.twoClasses;
    const curve = precisionRecallCurve(rankRows(p, Uint8Array.from(y)));
    // scikit-learn lists thresholds upwards, ends at (0, 1), and repeats a recall where only negatives are passed.
    const points = new Map<number, number>();
    expected.recall.forEach((recall, i) => {
      if (recall > 0) points.set(recall, Math.max(points.get(recall) ?? 0, expected.precision[i]!));
    });
    let area = 0;
    for (let i = 1; i < curve.length; i++) {
      expect(points.get(curve[i]!.x)).toBeCloseTo(curve[i - 1]!.y, 12);
      area += (curve[i]!.x - curve[i - 1]!.x) * curve[i - 1]!.y;
    }
    expect(area).toBeCloseTo(averagePrecision, 12);
    expect(curve[0]!.x).toBe(0);
    expect(curve.at(-1)!.x).toBe(1);
  });

  it('gives the golden average precision, not the trapezoid, beside the prevalence', () => {
    const figure = compute(goldenTable, { target: 'target', positive: '1', score: 'p' });
    expect(quantityOf(figure, 'positive-average-precision')).toMatchObject({ estimate: expect.closeTo(0.70873, 6) });
    expect(figure.panels[0]).toMatchObject({ guides: [{ from: { x: 0, y: 0.5 }, to: { x: 1, y: 0.5 } }] });
    expect(figure.panels[0]?.notes?.lines[1]).toBe('Prevalence 0.50');
    expect(figureSchema.parse(figure)).toEqual(figure);
  });

  it('draws each class with its average precision, and gives mAP as scikit-learn', () => {
    const figure = compute(severalClassTable(), { target: 'target' });
    expect(quantityOf(figure, 'mean-average-precision')).toMatchObject({
      estimate: expect.closeTo(reference.severalClasses.meanAveragePrecision, 12),
    });
    expect(figure.panels[0]?.series.map(({ label }) => label.split(':')[0])).toEqual([
      'bone',
      'liver',
      'lung',
      'pelvis',
    ]);
  });

  it('leaves out the curve of a class without lesions, and says why there is no mean', () => {
    const rows = [...reference.severalClasses.y.keys()].filter((i) => reference.severalClasses.y[i] !== 0);
    const figure = compute(severalClassTable(rows), { target: 'target' });
    expect(figure.panels[0]?.series).toHaveLength(3);
    expect(quantityOf(figure, 'class-1-average-precision')).toEqual({ unavailable: 'no lesion is "bone"' });
    expect(quantityOf(figure, 'mean-average-precision')).toHaveProperty('unavailable');
  });

  it('does not depend on the order of the rows', () => {
    const figure = compute(twoClassTable, precisionRecall.suggest(twoClassTable));
    expect(figure.panels[0]?.series[0]).toMatchObject({ mark: 'step', label: 'dead' });
    const { y, p } = reference.twoClasses;
    const turned = precisionRecallCurve(rankRows([...p].reverse(), Uint8Array.from([...y].reverse())));
    expect(turned).toEqual(precisionRecallCurve(rankRows(p, Uint8Array.from(y))));
  });
});
