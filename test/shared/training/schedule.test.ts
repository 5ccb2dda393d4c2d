import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rateFactor, type Schedule } from '#shared/training/schedule.ts';

const fixture = join(import.meta.dirname, '../../reference/training/optimisers.json');
const reference = JSON.parse(readFileSync(fixture, 'utf8')) as Record<'step' | 'cosine' | 'warmUp', number[]>;
const baseRate = 0.1;

it.each<[keyof typeof reference, Schedule]>([
  ['step', { kind: 'step', every: 3, factor: 0.1 }],
  ['cosine', { kind: 'cosine', totalSteps: 9, warmUpSteps: 0, startFactor: 1 }],
  ['warmUp', { kind: 'cosine', totalSteps: 10, warmUpSteps: 3, startFactor: 0.25 }],
])('learning rates equal those of PyTorch: %s', (name, schedule) => {
  for (const [step, rate] of reference[name].entries()) {
    expect(baseRate * rateFactor(schedule, step)).toBeCloseTo(rate, 8);
  }
});

it('is constant, and 0 after the end of the cosine', () => {
  expect(rateFactor({ kind: 'constant' }, 1e6)).toBe(1);
  expect(rateFactor({ kind: 'cosine', totalSteps: 5, warmUpSteps: 0, startFactor: 1 }, 9)).toBeCloseTo(0, 12);
});
