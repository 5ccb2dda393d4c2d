import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contrastLoss, negativeRows, positiveRow } from '#shared/training/contrast.ts';
import { binaryCrossEntropy, coxLoss, crossEntropy, type Loss } from '#shared/training/losses.ts';

interface Expected {
  loss: number;
  gradient: number[];
}
const fixture = join(import.meta.dirname, '../../reference/training/losses.json');
const reference = JSON.parse(readFileSync(fixture, 'utf8')) as {
  crossEntropy: { logits: number[]; classes: number[]; weights: number[]; plain: Expected; weighted: Expected };
  binary: { logits: number[]; targets: number[]; plain: Expected; weighted: Expected };
  cox: { scores: number[]; times: number[]; events: number[]; efron: Expected; breslow: Expected };
  contrast: {
    embeddings: number[];
    count: number;
    temperature: number;
    referenceCode: Expected;
    preprint: Expected;
  };
};

function expectLoss(found: Loss, expected: Expected): void {
  expect(found.loss).toBeCloseTo(expected.loss, 7);
  expect(found.gradient).toHaveLength(expected.gradient.length);
  found.gradient.forEach((value, index) => expect(value).toBeCloseTo(expected.gradient[index]!, 7));
}

describe('losses equal PyTorch, with their gradients', () => {
  it('cross-entropy, plain and with class weights', () => {
    const { logits, classes, weights, plain, weighted } = reference.crossEntropy;
    expectLoss(crossEntropy(logits, classes), plain);
    expectLoss(crossEntropy(logits, classes, weights), weighted);
  });

  it('binary cross-entropy, plain and with class weights, for logits up to 40', () => {
    const { logits, targets, plain, weighted } = reference.binary;
    expectLoss(binaryCrossEntropy(logits, targets), plain);
    expectLoss(binaryCrossEntropy(logits, targets, [0.5, 3]), weighted);
  });

  it('Cox partial likelihood with tied events, by Efron and by Breslow', () => {
    const { scores, times, events, efron, breslow } = reference.cox;
    expectLoss(coxLoss(scores, { times, events, ties: 'efron' }), efron);
    expectLoss(coxLoss(scores, { times, events, ties: 'breslow' }), breslow);
  });

  it('both contrastive losses', () => {
    const { embeddings, count, temperature, referenceCode, preprint } = reference.contrast;
    const shape = { lesionCount: count, temperature };
    expectLoss(contrastLoss(embeddings, { ...shape, variant: 'reference-code' }), referenceCode);
    expectLoss(contrastLoss(embeddings, { ...shape, variant: 'preprint' }), preprint);
  });
});

describe('at the edges', () => {
  it('a class that no output stands for is refused', () => {
    expect(() => crossEntropy([1, 2], [2])).toThrow('Class 2 is none of the 2 outputs');
  });

  it('a batch without events has no Cox loss', () => {
    const { loss, gradient } = coxLoss([1, 2], { times: [1, 2], events: [0, 0], ties: 'efron' });
    expect(loss).toBe(0);
    expect([...gradient]).toEqual([0, 0]);
  });

  it('log-risks far from zero do not overflow', () => {
    const shape = { times: [1, 2, 3], events: [1, 1, 0], ties: 'efron' as const };
    expect(coxLoss([1000, 1001, 999], shape).loss).toBeCloseTo(coxLoss([0, 1, -1], shape).loss, 9);
  });
});

// Rows of three lesions: first views 0-2, second views 3-5, first views of the background 6-8, second views 9-11.
describe('the masks of the contrastive losses', () => {
  it('pair each lesion view with the other', () => {
    expect([0, 1, 2, 3, 4, 5].map((anchor) => positiveRow(3, anchor))).toEqual([3, 4, 5, 0, 1, 2]);
  });

  it('take both background views of the other scans in the reference code, 2 (N - 1)', () => {
    const others = [
      [7, 8, 10, 11],
      [6, 8, 9, 11],
      [6, 7, 9, 10],
    ];
    expect([0, 1, 2, 3, 4, 5].map((anchor) => negativeRows('reference-code', 3, anchor))).toEqual([
      ...others,
      ...others,
    ]);
    expect(negativeRows('reference-code', 64, 0)).toHaveLength(126);
  });

  it('take the same view of the background of all scans in the preprint, N', () => {
    expect([0, 1, 2, 3, 4, 5].map((anchor) => negativeRows('preprint', 3, anchor))).toEqual([
      ...[0, 1, 2].map(() => [6, 7, 8]),
      ...[0, 1, 2].map(() => [9, 10, 11]),
    ]);
  });
});
