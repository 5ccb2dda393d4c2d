import { describe, expect, it } from 'vitest';
import { studyImplementations, studyReference, studySource, studyValues } from '#shared/study-reference.ts';

const estimateOf = (value: { quantity: object } | undefined): unknown =>
  value && 'estimate' in value.quantity ? value.quantity.estimate : undefined;

describe('the values of the study', () => {
  it('are chosen by use case, metric and share of the data', () => {
    const values = studyValues({ useCase: 'survival LUNG1', metric: 'auc', fraction: 1 });
    expect(values.map(({ implementation }) => implementation)).toEqual([...studyImplementations]);
    expect(values.map(estimateOf)).toEqual([0.637, 0.619, 0.566, 0.531]);
    expect(studyValues({ useCase: 'survival LUNG1', metric: 'auc', fraction: 0.1 })).toEqual([]);
    expect(studyValues()).toHaveLength(studyReference.length);
  });

  it('hold both increase tables: three shares, two models, each metric and baseline', () => {
    const increases = studyReference.filter(({ over }) => over !== undefined);
    expect(increases.filter(({ useCase }) => useCase === 'anatomical site')).toHaveLength(3 * 2 * 2);
    expect(increases.filter(({ useCase }) => useCase === 'nodule malignancy')).toHaveLength(3 * 2 * 4);
  });

  it('name each once', () => {
    const keys = studyReference.map(({ useCase, metric, fraction, implementation, over }) =>
      [useCase, metric, fraction, implementation, over].join('|'),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('say what is wrong in print: every interval that does not hold its estimate, and the swapped rows', () => {
    const wrong = studyReference.filter(
      ({ quantity }) =>
        'estimate' in quantity &&
        quantity.low !== undefined &&
        quantity.high !== undefined &&
        !(quantity.low <= quantity.estimate && quantity.estimate <= quantity.high),
    );
    expect(wrong.map(({ implementation, fraction }) => [implementation, fraction])).toEqual([
      ['foundation, fine-tuned', 0.1],
    ]);
    expect(wrong.every(({ note }) => note !== undefined)).toBe(true);
    const malformed = studyReference.filter(({ note }) => /malformed/.test(note ?? ''));
    expect(malformed.map(estimateOf)).toEqual([0.097, -0.091]);
    const alive = studyValues({ useCase: 'survival LUNG1', metric: 'share of patients' })[0];
    expect(alive).toMatchObject({ implementation: 'alive', note: expect.stringMatching(/swapped/) });
    expect(studySource).toMatch(/not output of this app/);
  });

  it('agree where two forms of one number are printed: the hazard ratio is the exponential of the coefficient', () => {
    for (const useCase of ['survival LUNG1', 'survival RADIO'] as const) {
      const [betas, ratios] = (['cox coefficient', 'hazard ratio'] as const).map((metric) =>
        studyValues({ useCase, metric }),
      );
      expect(betas).toHaveLength(4);
      betas!.forEach((beta, i) => {
        expect(Math.abs(Math.exp(estimateOf(beta) as number) - (estimateOf(ratios![i]) as number))).toBeLessThan(0.012);
      });
    }
  });
});
