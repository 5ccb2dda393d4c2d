import { AppError } from '../errors.ts';
import { binaryCrossEntropy, type CoxTies, coxLoss, crossEntropy, type Loss } from './losses.ts';

/**
 * What a network learns: classes by softmax, two classes by one logit, or time to an event by Cox's partial likelihood
 * of one log-risk. Targets are those of all samples, by index; class weights are 1 where absent.
 */
export type LearningTask =
  | {
      readonly kind: 'classes';
      readonly count: number;
      readonly targets: readonly number[];
      readonly weights?: readonly number[];
    }
  | { readonly kind: 'binary'; readonly targets: readonly number[]; readonly weights?: readonly number[] }
  | {
      readonly kind: 'survival';
      readonly times: readonly number[];
      readonly events: readonly number[];
      readonly ties: CoxTies;
    };

/** Outputs that a head needs for the task. */
export const outputsOf = (task: LearningTask): number => (task.kind === 'classes' ? task.count : 1);

/** Loss of the outputs of the samples `indices`, row by row. */
export function taskLoss(task: LearningTask, outputs: ArrayLike<number>, indices: readonly number[]): Loss {
  if (task.kind === 'survival') {
    const times = indices.map((index) => task.times[index]!);
    return coxLoss(outputs, { times, events: indices.map((index) => task.events[index]!), ties: task.ties });
  }
  const targets = indices.map((index) => task.targets[index]!);
  return task.kind === 'classes'
    ? crossEntropy(outputs, targets, task.weights)
    : binaryCrossEntropy(outputs, targets, task.weights);
}

/**
 * Weights by which every class counts the same in the training part: n / (k · n of the class). Refuses a part that
 * lacks a class.
 */
export function balancedWeights(targets: readonly number[], classCount: number): number[] {
  return Array.from({ length: classCount }, (_, target) => {
    const count = targets.filter((value) => value === target).length;
    return targets.length / (classCount * Math.max(1, count));
  });
}

/** Refuses parts from which nothing can be learnt or chosen, by name. */
export function checkTask(task: LearningTask, parts: { train: readonly number[]; tune: readonly number[] }): void {
  for (const [name, indices] of [
    ['training', parts.train],
    ['tuning', parts.tune],
  ] as const) {
    if (indices.length < 2) {
      throw new AppError('invalid-input', `The ${name} set is of ${indices.length}: two lesions are the least.`);
    }
    if (task.kind === 'survival') {
      if (!indices.some((index) => task.events[index] === 1))
        throw new AppError('invalid-input', `The ${name} set has no event: there is nothing to learn a risk from.`);
    } else if (new Set(indices.map((index) => task.targets[index])).size < 2) {
      throw new AppError('invalid-input', `The ${name} set has one class only. Choose another split or endpoint.`);
    }
  }
}
