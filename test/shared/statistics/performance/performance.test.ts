import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';
import { performance } from '#shared/statistics/performance/performance.ts';
import reference from '#test/reference/statistics/classification.json' with { type: 'json' };
import {
  classNames,
  context,
  goldenTable,
  quantityOf,
  severalClassTable,
  twoClassTable,
} from '../classification-tables.ts';

const compute = (table: Parameters<typeof performance.compute>[0], params: object) =>
  performance.compute(table, { resamples: 199, showConventions: false, ...params }, context);
const golden = { target: 'target', positive: '1', score: 'p' };

describe('classification performance of two classes', () => {
  it('equals scikit-learn in every measure', () => {
    const { twoClasses } = reference;
    const figure = compute(twoClassTable, { ...performance.suggest(twoClassTable), threshold: twoClasses.threshold });
    const expected = {
      auc: twoClasses.auc,
      'average-precision': twoClasses.averagePrecision,
      'balanced-accuracy': twoClasses.balancedAccuracy,
      accuracy: twoClasses.accuracy,
      sensitivity: twoClasses.sensitivity,
      specificity: twoClasses.specificity,
      ppv: twoClasses.ppv,
      npv: twoClasses.npv,
      f1: twoClasses.f1,
      brier: twoClasses.brier,
      'log-loss': twoClasses.logLoss,
    };
    for (const [id, value] of Object.entries(expected)) {
      expect([id, quantityOf(figure, id)]).toEqual([
        id,
        { estimate: expect.closeTo(value, 12), low: expect.any(Number), high: expect.any(Number), level: 0.95 },
      ]);
    }
  });

  it('gives the golden AUC and average precision, with DeLong’s interval on request', () => {
    const figure = compute(goldenTable, { ...golden, aucInterval: 'delong' });
    expect(quantityOf(figure, 'auc')).toEqual({
      estimate: expect.closeTo(0.72, 12),
      low: expect.closeTo(0.381658, 6),
      high: 1,
      level: 0.95,
    });
    expect(quantityOf(figure, 'average-precision')).toMatchObject({ estimate: expect.closeTo(0.70873, 6) });
    expect(figure.caption).toContain("The AUC has DeLong's interval.");
  });

  it('answers from the threshold upwards, and above one half by argmax', () => {
    const table = tableFromRecords([
      { target: 'a', p: 0.5 },
      { target: 'b', p: 0.5 },
      { target: 'b', p: 0.9 },
      { target: 'a', p: 0.1 },
    ]);
    const params = { target: 'target', positive: 'b', score: 'p' };
    expect(quantityOf(compute(table, params), 'sensitivity')).toMatchObject({ estimate: 1 });
    expect(quantityOf(compute(table, { ...params, decision: 'argmax' }), 'sensitivity')).toMatchObject({
      estimate: 0.5,
    });
  });

  it('keeps the conventions apart: interval, number of resamples, what is drawn, and what the estimate is', () => {
    const table = twoClassTable;
    const params = { ...performance.suggest(table), threshold: 0.4 };
    const sample = compute(table, { ...params, resamples: 9999 });
    const paper = compute(table, { ...params, convention: 'paper-text' });
    const code = compute(table, { ...params, convention: 'reference-code' });
    expect(quantityOf(paper, 'auc')).toMatchObject({ estimate: reference.twoClasses.auc });
    expect(quantityOf(code, 'auc')).not.toMatchObject({ estimate: reference.twoClasses.auc });
    expect(quantityOf(code, 'auc')).toMatchObject({ estimate: expect.closeTo(reference.twoClasses.auc, 2) });
    expect(sample.methods).toMatch(/BCa.*130 patients|BCa.*patients \(9999 resamples/);
    expect(paper.methods).toContain('basic (reverse percentile) bootstrap interval over 240 lesions (9999 resamples');
    expect(code.methods).toContain('percentile bootstrap interval over 240 lesions (1000 resamples');
    expect(code.methods).toContain('the estimate is the mean of the resamples');
  });

  it('shows every convention in one table, the chosen one as in the values', () => {
    const figure = compute(twoClassTable, { ...performance.suggest(twoClassTable), showConventions: true });
    const table = figure.tables.find(({ title }) => title.startsWith('Conventions'));
    expect(table?.columns.map((name) => name.split(':')[0])).toEqual([
      'Measure',
      'Sample statistic',
      'Paper text',
      'Reference code',
    ]);
    expect(table?.rows).toHaveLength(11);
    const auc = figure.tables[0]?.rows[0]?.[1];
    expect(table?.rows[0]?.[1]).toBe(auc);
    expect(table?.rows[0]?.[2]).not.toBe(auc);
  });

  it('says what cannot be computed: no positive answer, scores that are no probabilities', () => {
    const none = compute(goldenTable, { ...golden, threshold: 0.95 });
    expect(quantityOf(none, 'ppv')).toEqual({ unavailable: 'no lesion is answered "1"' });
    expect(quantityOf(none, 'sensitivity')).toEqual({ estimate: 0 });
    const volumes = tableFromRecords([3, 80, 41, 900, 12, 30].map((volume, i) => ({ target: i % 2, volume })));
    const figure = compute(volumes, { target: 'target', positive: '1', score: 'volume', threshold: 50 });
    expect(quantityOf(figure, 'brier')).toEqual({ unavailable: '"volume" has values outside 0 to 1' });
    expect(quantityOf(figure, 'auc')).toMatchObject({ estimate: expect.closeTo(8 / 9, 12) });
  });

  it('counts resamples without a class, or draws within the classes so that there are none', () => {
    const redrawn = compute(goldenTable, { ...golden, resamples: 9999 });
    expect(redrawn.warnings.join()).toMatch(/A class had vanished in \d+ of 9999 resamples/);
    const stratified = compute(goldenTable, { ...golden, resamples: 9999, vanished: 'stratify' });
    expect(stratified.warnings.join()).not.toContain('vanished');
    expect(stratified.methods).toContain('stratified by class');
  });

  it('returns a figure that the schema accepts, with a bar per measure and the study beside it, marked', () => {
    const figure = compute(twoClassTable, {
      ...performance.suggest(twoClassTable),
      study: 'malignancy-fine-tuned',
    });
    expect(figureSchema.parse(figure)).toEqual(figure);
    expect(figure.panels.map(({ series }) => series.map(({ id }) => id))).toEqual([['own', 'study'], ['own']]);
    expect(figure.panels[1]?.x.categories).toHaveLength(7);
    expect(figure.panels[0]?.series[1]).toMatchObject({ bars: [{ y: 0.944 }, { y: 0.952 }] });
    expect(figure.caption).toContain('as printed by Pai et al. for other patients');
  });

  it('warns of rows that repeat a lesion, and of classes of few lesions', () => {
    const records = [...Array(12).keys()].map((i) => ({ target: i % 2, p: i / 12, lesion: `P${i % 6}` }));
    const figure = compute(tableFromRecords(records), golden);
    expect(figure.warnings.join(' ')).toContain('6 rows repeat a lesion');
    expect(figure.warnings.join(' ')).toContain('There are 6 lesions of "0"');
  });
});

describe('classification performance of several classes', () => {
  it('equals scikit-learn in every measure', () => {
    const { severalClasses } = reference;
    const figure = compute(severalClassTable(), { target: 'target' });
    const estimate = (id: string): unknown => quantityOf(figure, id);
    const close = (value: number) => expect.objectContaining({ estimate: expect.closeTo(value, 12) });
    expect(estimate('mean-auc')).toEqual(close(severalClasses.meanAuc));
    expect(estimate('mean-average-precision')).toEqual(close(severalClasses.meanAveragePrecision));
    expect(estimate('balanced-accuracy')).toEqual(close(severalClasses.balancedAccuracy));
    expect(estimate('accuracy')).toEqual(close(severalClasses.accuracy));
    expect(estimate('brier')).toEqual(close(severalClasses.brier));
    expect(estimate('log-loss')).toEqual(close(severalClasses.logLoss));
    classNames.forEach((_, k) => {
      expect(estimate(`class-${k + 1}-auc`)).toEqual(close(severalClasses.aucs[k]!));
      expect(estimate(`class-${k + 1}-average-precision`)).toEqual(close(severalClasses.averagePrecisions[k]!));
      expect(estimate(`class-${k + 1}-recall`)).toEqual(close(severalClasses.recalls[k]!));
      expect(estimate(`class-${k + 1}-precision`)).toEqual(close(severalClasses.precisions[k]!));
    });
    expect(figureSchema.parse(figure)).toEqual(figure);
  });

  it('averages over the fixed classes: without lesions of one there is no mAP, but a balanced accuracy of the others', () => {
    const rows = [...reference.severalClasses.y.keys()].filter((i) => reference.severalClasses.y[i] !== 3);
    const figure = compute(severalClassTable(rows), { target: 'target' });
    expect(quantityOf(figure, 'mean-average-precision')).toEqual({
      unavailable: 'no lesion is "pelvis", and the mean is over the fixed classes',
    });
    expect(quantityOf(figure, 'class-4-recall')).toEqual({ unavailable: 'no lesion is "pelvis"' });
    expect(quantityOf(figure, 'balanced-accuracy')).toHaveProperty('low');
  });

  it('refuses a class without a column, one class alone and text as a score, with a message that says what to do', () => {
    const table = severalClassTable();
    expect(() => compute(tableFromRecords([{ target: 'a' }, { target: 'b' }]), { target: 'target' })).toThrow(
      /Choose a positive value and its probability/,
    );
    expect(() => compute(table, { target: 'target', subsetColumn: 'target', subsetValue: 'lung' })).toThrow(
      'Every row with target = lung has target = "lung".',
    );
    expect(() => compute(table, { target: 'target', positive: 'lung', score: 'target' })).toThrow(/holds text/);
    expect(() => compute(table, { target: 'target', positive: 'spleen' })).toThrow(
      /Choose the column of the probability/,
    );
    expect(() => compute(tableFromRecords([]), golden)).toThrow(/no column "target"|no rows/);
  });

  it('has no Brier score where probabilities do not add up to 1', () => {
    const table = tableFromRecords(
      ['a', 'b', 'c', 'a', 'b', 'c'].map((target) => ({
        target,
        'probability of a': 0.5,
        'probability of b': 0.4,
        'probability of c': 0.3,
      })),
    );
    expect(quantityOf(compute(table, { target: 'target' }), 'brier')).toEqual({
      unavailable: 'the probabilities of 6 lesions do not add up to 1',
    });
  });
});
