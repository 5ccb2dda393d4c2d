import { describe, expect, it } from 'vitest';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { compareModelsParams } from '#shared/statistics/compare-models/params.ts';
import { intervalOf, resampleModels } from '#shared/statistics/compare-models/resampled.ts';
import { pairedPredictions } from '#shared/statistics/comparison/long-table.ts';
import { tableFromRecords, textColumn } from '#shared/statistics/data-table.ts';
import { context } from '../comparison/runs.ts';

const params = compareModelsParams.parse({ positive: '1', score: 'score' });

/** Two equally good models on patients whose lesions are alike; a third of the patients are positive. */
function equallyGood(random: () => number, patients: number, lesions: number) {
  const records = ['p', 'q'].flatMap((model) =>
    Array.from({ length: patients }, (_, patient) => {
      const target = Number(patient % 3 === 0);
      const own = randomNormal(random);
      return Array.from({ length: lesions }, (_unused, lesion) => ({
        model,
        lesion: `${patient}-${lesion}`,
        patient,
        target,
        score: target + own + 0.5 * randomNormal(random),
      }));
    }).flat(),
  );
  const table = tableFromRecords(records);
  const models = textColumn(table, 'model');
  return pairedPredictions(table, params, (row) => ({ label: models[row] as string }));
}

/** Share of the intervals that hold the true difference, 0. */
function coverage(
  patients: number,
  lesions: number,
  unit: 'patients' | 'lesions',
  method: 'bca' | 'percentile',
): number {
  const random = createRandom(77);
  const simulations = 500;
  let covered = 0;
  for (let i = 0; i < simulations; i++) {
    const data = equallyGood(random, patients, lesions);
    const resampled = resampleModels(
      data,
      'auc',
      [{ first: 0, second: 1 }],
      { unit, resamples: 399, seed: i, method },
      context,
    );
    const { quantity } = intervalOf(resampled, 2, { method, level: 0.95, range: [-1, 1] });
    if ('low' in quantity && (quantity.low as number) <= 0 && (quantity.high as number) >= 0) covered++;
  }
  return covered / simulations;
}

describe('the interval of the difference of two models', () => {
  // 0.95 - 3 x 0.0097, less 0.02 since bootstrap intervals of 60 patients are a little narrow.
  it.each(['bca', 'percentile'] as const)(
    'of method %s covers the truth about as often as its level says',
    (method) => {
      const share = coverage(60, 1, 'patients', method);
      expect(share).toBeGreaterThan(0.9);
      expect(share).toBeLessThan(0.98);
    },
  );

  it('keeps its coverage with several lesions of a patient, which resampling lesions loses', () => {
    expect(coverage(40, 4, 'patients', 'percentile')).toBeGreaterThan(0.91);
    expect(coverage(40, 4, 'lesions', 'percentile')).toBeLessThan(0.8);
  });
});
