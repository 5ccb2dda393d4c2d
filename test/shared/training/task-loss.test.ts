import { describe, expect, it } from 'vitest';
import { balancedWeights, checkTask, type LearningTask, outputsOf, taskLoss } from '#shared/training/task-loss.ts';

const binary: LearningTask = { kind: 'binary', targets: [0, 1, 0, 1, 1] };
const survival: LearningTask = { kind: 'survival', times: [5, 3, 8, 1], events: [1, 0, 1, 0], ties: 'efron' };

describe('the loss of a task', () => {
  it('takes the targets of the samples asked for', () => {
    // -log(sigmoid(2)) of a sample of class 1, -log(1 - sigmoid(-1)) of one of class 0
    const expected = (Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(-1))) / 2;
    expect(taskLoss(binary, [2, -1], [4, 2]).loss).toBeCloseTo(expected, 12);
    // One event, at 5, with samples 0 and 2 at risk.
    expect(taskLoss(survival, [1, 0], [0, 1]).loss).toBeCloseTo(0, 12);
    expect(taskLoss(survival, [0, 0, 0], [0, 1, 2]).loss).toBeCloseTo(Math.log(2) / 2, 12);
  });

  it('needs an output a class, or one', () => {
    expect(outputsOf({ kind: 'classes', count: 8, targets: [] })).toBe(8);
    expect(outputsOf(survival)).toBe(1);
  });

  it('balances classes to the same weight in all', () => {
    const weights = balancedWeights([0, 0, 0, 1], 2);
    expect(weights[0]! * 3).toBeCloseTo(weights[1]!, 12);
    expect(weights[0]! * 3 + weights[1]!).toBeCloseTo(4, 12);
  });
});

describe('parts from which nothing can be learnt are refused', () => {
  it('of one class, of one lesion, without an event', () => {
    expect(() => checkTask(binary, { train: [0, 1], tune: [0, 2] })).toThrow('The tuning set has one class only');
    expect(() => checkTask(binary, { train: [0], tune: [0, 1] })).toThrow('The training set is of 1');
    expect(() => checkTask(survival, { train: [0, 2], tune: [1, 3] })).toThrow('The tuning set has no event');
    expect(() => checkTask(binary, { train: [0, 1], tune: [2, 3] })).not.toThrow();
  });
});
