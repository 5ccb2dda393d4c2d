import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { confusionMatrix } from '#shared/statistics/confusion-matrix/confusion-matrix.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';
import reference from '#test/reference/statistics/classification.json' with { type: 'json' };
import { context, quantityOf, severalClassTable, twoClassTable } from '../classification-tables.ts';

const compute = (table: Parameters<typeof confusionMatrix.compute>[0], params: object) =>
  confusionMatrix.compute(table, { resamples: 199, ...params }, context);

describe('the confusion matrix', () => {
  it('has scikit-learn’s counts, balanced accuracy and kappa, the latter with intervals', () => {
    const { twoClasses } = reference;
    const figure = compute(twoClassTable, { ...confusionMatrix.suggest(twoClassTable), threshold: 0.4 });
    expect(figure.tables[0]?.rows.slice(0, 2).map((row) => row.slice(1, 3))).toEqual(twoClasses.matrix);
    expect(quantityOf(figure, 'kappa')).toEqual({
      estimate: expect.closeTo(twoClasses.kappa, 12),
      low: expect.any(Number),
      high: expect.any(Number),
      level: 0.95,
    });
    expect(quantityOf(figure, 'balanced-accuracy')).toMatchObject({
      estimate: expect.closeTo(twoClasses.balancedAccuracy, 12),
    });
    expect(figureSchema.parse(figure)).toEqual(figure);
  });

  it('puts the first class first, and the counts with their share of the true class in the cells', () => {
    const records = ['a', 'a', 'a', 'b'].map((target, i) => ({
      target,
      'probability of a': i === 2 ? 0.2 : 0.9,
      'probability of b': i === 2 ? 0.8 : 0.1,
    }));
    const [panel] = compute(tableFromRecords(records), { target: 'target' }).panels;
    expect(panel?.y.categories).toEqual(['a', 'b']);
    expect(panel?.series[0]).toMatchObject({
      cells: [
        { x: 0, y: 0, value: expect.closeTo(2 / 3), text: '2\n67%' },
        { x: 1, y: 0, value: expect.closeTo(1 / 3), text: '1\n33%' },
        { x: 0, y: 1, value: 1, text: '1\n100%' },
        { x: 1, y: 1, value: 0, text: '0\n0%' },
      ],
    });
  });

  it('can show shares of the answers, where a class without answers has none', () => {
    const table = severalClassTable();
    const figure = compute(table, { target: 'target', normalise: 'answer' });
    const [series] = figure.panels[0]!.series;
    if (series?.mark !== 'cells') throw new Error('no cells');
    for (let answer = 0; answer < 4; answer++) {
      const sum = series.cells.filter(({ x }) => x === answer).reduce((total, { value }) => total + value, 0);
      expect(sum).toBeCloseTo(1, 12);
    }
    expect(figure.caption).toContain('its share of the same answer');
  });

  it('has no kappa interval but a reason where every answer is right', () => {
    const table = tableFromRecords([0, 0, 0, 1, 1, 1].map((target) => ({ target, p: target })));
    const figure = compute(table, { target: 'target', positive: '1', score: 'p' });
    expect(quantityOf(figure, 'kappa')).toEqual({ estimate: 1 });
    expect(figure.warnings).toContain('There is no interval for kappa: every resample gave the same value.');
  });
});
