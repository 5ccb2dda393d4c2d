import { describe, expect, it } from 'vitest';
import { type ProbeInput, predictProbe, searchValues, trainProbe } from '#shared/biomarker/probe.ts';
import type { SplitPart } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { auc } from '#shared/statistics/measures/auc.ts';

const hooks = { signal: { aborted: false, throwIfAborted: () => undefined } };

/** Two thirds of the patients train; features carry the class in their first column. */
function makeInput(
  options: { patients?: number; dimension?: number; classCount?: number; signal?: number; lesions?: number } = {},
): ProbeInput {
  const { patients = 120, dimension = 10, classCount = 2, signal = 1, lesions = 1 } = options;
  const random = createRandom(31);
  const count = patients * lesions;
  const targets = Int32Array.from({ length: count }, (_, row) => Math.floor(row / lesions) % classCount);
  const features = new Float32Array(count * dimension);
  for (let row = 0; row < count; row++) {
    for (let k = 0; k < dimension; k++) {
      features[row * dimension + k] = randomNormal(random) + (k === targets[row]! ? 2 * signal : 0) + 5;
    }
  }
  const parts: readonly SplitPart[] = ['train', 'train', 'train', 'tune', 'test'];
  return {
    features,
    dimension,
    targets,
    classCount,
    parts: Array.from({ length: count }, (_, row) => parts[Math.floor(row / lesions / classCount) % 5]!),
    patients: Int32Array.from({ length: count }, (_, row) => 10 + Math.floor(row / lesions)),
    searchSize: 20,
    seed: 7,
    fraction: 1,
  };
}

const column = (probabilities: Float64Array, rows: number[]): number[] =>
  rows.map((row) => probabilities[row * 2 + 1]!);
const rowsOf = (input: ProbeInput, part: SplitPart): number[] =>
  input.parts.flatMap((name, row) => (name === part ? [row] : []));

describe('trainProbe', () => {
  it('chooses C by the tuning AUC, reports the test AUC with its interval, and freezes the tuning median', () => {
    const input = makeInput();
    const result = trainProbe(input, hooks);
    expect(result.searchScore).toBe('auc');
    expect(result.search.map(({ c }) => c)).toEqual(searchValues(20));
    const best = Math.max(...result.search.map(({ score }) => score));
    expect(result.search.find(({ c }) => c === result.chosenC)?.score).toBe(best);
    const test = rowsOf(input, 'test');
    const area = auc(
      column(result.probabilities, test),
      Uint8Array.from(test, (row) => input.targets[row]!),
    );
    const value = result.values.find(({ id }) => id === 'test-auc')!.quantity as {
      estimate: number;
      low: number;
      high: number;
    };
    expect(value.estimate).toBeCloseTo(area, 12);
    expect(value.low < area && area < value.high).toBe(true);
    const tuning = column(result.probabilities, rowsOf(input, 'tune')).sort((a, b) => a - b);
    expect(result.threshold).toBeCloseTo((tuning[11]! + tuning[12]!) / 2, 12);
    expect(result.values.find(({ id }) => id === 'test-lesions')?.quantity).toEqual({ estimate: 24 });
  });

  it('weighs training, tuning and testing for censoring, and says so in its values', () => {
    const input = makeInput({ signal: 0.3 });
    const random = createRandom(2);
    const weights = Float64Array.from(input.targets, () => Math.ceil(4 * random()));
    const plain = trainProbe(input, hooks);
    const result = trainProbe({ ...input, weights }, hooks);
    expect(result.coefficients).not.toEqual(plain.coefficients);
    const test = rowsOf(input, 'test');
    const repeated = test.flatMap((row) => Array.from({ length: weights[row]! }, () => row));
    const area = auc(
      column(result.probabilities, repeated),
      Uint8Array.from(repeated, (row) => input.targets[row]!),
    );
    const value = result.values.find(({ id }) => id === 'test-auc')!;
    expect(value.quantity).toMatchObject({ estimate: expect.closeTo(area, 12) });
    expect(value.definition).toContain('inverse probability of not being censored');
    expect(result.values.find(({ id }) => id === 'test-largest-weight')?.quantity).toEqual({ estimate: 4 });
    expect(plain.values.some(({ id }) => id === 'test-largest-weight')).toBe(false);
    const tune = rowsOf(input, 'tune').flatMap((row) => Array.from({ length: weights[row]! }, () => row));
    expect(result.search.find(({ c }) => c === result.chosenC)?.score).toBeCloseTo(
      auc(
        column(result.probabilities, tune),
        Uint8Array.from(tune, (row) => input.targets[row]!),
      ),
      3,
    );
    expect(trainProbe({ ...input, weights: weights.map(() => 1) }, hooks).coefficients).toEqual(plain.coefficients);
    const large = weights.map((weight, row) => (row === 0 ? 25 : weight));
    expect(trainProbe({ ...input, weights: large }, hooks).warnings.join()).toMatch(
      /largest weight .* training set is 25/,
    );
  });

  it('gives ties to the smaller C', () => {
    const result = trainProbe(makeInput({ signal: 20 }), hooks);
    expect(result.search.every(({ score }) => score === 1)).toBe(true);
    expect(result.chosenC).toBeCloseTo(1e-6, 12);
  });

  it('makes no ties of predictions that strong regularisation has pressed together', () => {
    const features = Float32Array.from({ length: 200 }, (_, row) => row);
    const probe = { coefficients: Float64Array.of(1e-9), intercepts: Float64Array.of(0.2), classCount: 2 };
    const scaler = { mean: Float64Array.of(100), scale: Float64Array.of(1) };
    expect(new Set(column(predictProbe(features, { ...probe, scaler }), [...features.keys()])).size).toBe(200);
  });

  it('does not see the test part: other test features and labels leave the model as it is', () => {
    const input = makeInput();
    const test = new Set(rowsOf(input, 'test'));
    const changed = {
      ...input,
      features: input.features.map((value, i) => (test.has(Math.floor(i / input.dimension)) ? value * -3 : value)),
      targets: input.targets.map((target, row) => (test.has(row) ? 1 - target : target)),
    };
    const [a, b] = [trainProbe(input, hooks), trainProbe(changed, hooks)];
    expect([b.chosenC, b.coefficients, b.threshold]).toEqual([a.chosenC, a.coefficients, a.threshold]);
  });

  it('trains nothing on rows without a class but predicts them', () => {
    const input = makeInput();
    const hidden = rowsOf(input, 'train')[4]!;
    const targets = input.targets.slice();
    targets[hidden] = -1;
    const features = input.features.slice();
    features.fill(900, hidden * input.dimension, (hidden + 1) * input.dimension);
    const result = trainProbe({ ...input, targets, features }, hooks);
    expect(Math.max(...result.scaler.mean)).toBeLessThan(8);
    expect(result.probabilities[hidden * 2]! + result.probabilities[hidden * 2 + 1]!).toBeCloseTo(1, 6);
    expect(result.counts.train.lesions).toBe(71);
  });

  it('gives the same model with many more features than rows as predictions through the lifted weights', () => {
    const input = makeInput({ dimension: 300 });
    const result = trainProbe(input, hooks);
    expect(result.coefficients).toHaveLength(300);
    expect(predictProbe(input.features, { ...result, classCount: 2 })).toEqual(result.probabilities);
    expect(result.search.some(({ score }) => score > 0.8)).toBe(true);
  });

  it('takes nested, stratified shares of the training and tuning patients, all of the test', () => {
    const input = makeInput({ patients: 300, lesions: 2 });
    const counts = [1, 0.5, 0.2, 0.1].map(
      (fraction) => trainProbe({ ...input, fraction, searchSize: 3 }, hooks).counts,
    );
    expect(counts.map(({ train }) => train.patients)).toEqual([
      [90, 90],
      [45, 45],
      [18, 18],
      [9, 9],
    ]);
    expect(counts.map(({ tune }) => tune.lesions)).toEqual([120, 60, 24, 12]);
    expect(counts.map(({ test }) => test.lesions)).toEqual([120, 120, 120, 120]);
  });

  it('chooses by accuracy for more classes and has one weight vector per class', () => {
    const result = trainProbe(makeInput({ classCount: 4, patients: 200 }), hooks);
    expect(result.searchScore).toBe('accuracy');
    expect(result.coefficients).toHaveLength(40);
    expect(result.threshold).toBeNull();
    expect(result.values.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'test-balanced-accuracy',
        'test-accuracy',
        'test-mean-average-precision',
        'test-auc',
        'tune-accuracy',
      ]),
    );
    for (let row = 0; row < 5; row++) {
      expect(result.probabilities.subarray(row * 4, row * 4 + 4).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    }
  });

  it.each(['train', 'tune'] as const)('refuses a %s set of one class, naming the class and the way out', (part) => {
    const input = makeInput();
    const targets = input.targets.map((target, row) => (input.parts[row] === part ? 1 : target));
    try {
      trainProbe({ ...input, targets, classes: ['dead', 'alive'] }, hooks);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({
        code: 'invalid-input',
        message: expect.stringMatching(/is "alive".*stratified by this endpoint/),
      });
    }
  });

  it('refuses an endpoint without values, a class that only the test set has, and features that are not numbers', () => {
    const input = makeInput();
    expect(() => trainProbe({ ...input, targets: new Int32Array(120).fill(-1) }, hooks)).toThrow(
      /training set has no patient/,
    );
    const three = makeInput({ classCount: 3 });
    const targets = three.targets.map((target, row) => (three.parts[row] !== 'test' && target === 2 ? 0 : target));
    expect(() => trainProbe({ ...three, targets }, hooks)).toThrow(/No patient of the training set is "class 2"/);
    const features = input.features.slice();
    features[7] = Number.NaN;
    expect(() => trainProbe({ ...input, features }, hooks)).toThrow(/not a finite number/);
  });

  it('says why there is no test value when the test set has one class, and warns of few patients', () => {
    const input = makeInput({ patients: 40 });
    const targets = input.targets.map((target, row) => (input.parts[row] === 'test' ? 0 : target));
    const result = trainProbe({ ...input, targets }, hooks);
    expect(result.values.find(({ id }) => id === 'test-auc')?.quantity).toEqual({
      unavailable: 'all test lesions are "class 0"',
    });
    expect(result.warnings).toContain(
      'The tuning set has 4 patients of "class 0": the choice of C and the threshold rest on single patients.',
    );
    expect(result.warnings.some((warning) => warning.startsWith('The test set has 0 patients of "class 1"'))).toBe(
      true,
    );
  });

  it('changes nothing it is given, gives the same result again, reports and can be stopped', () => {
    const input = makeInput();
    const copy = structuredClone(input);
    const seen: number[] = [];
    const first = trainProbe(input, { ...hooks, report: ({ done }) => seen.push(done) });
    expect(input).toEqual(copy);
    expect(trainProbe(input, hooks)).toEqual(first);
    expect(seen.at(-1)).toBe(20);
    const stopped = {
      aborted: true,
      throwIfAborted: () => {
        throw new Error('stop');
      },
    };
    expect(() => trainProbe(input, { signal: stopped })).toThrow('stop');
  });

  it('spaces C evenly in its logarithm from 1e-6 to 1e3', () => {
    const values = searchValues(100);
    expect([values.length, values[0], values.at(-1)]).toEqual([100, expect.closeTo(1e-6, 15), expect.closeTo(1e3, 9)]);
    expect(values[50]! / values[49]!).toBeCloseTo(10 ** (9 / 99), 10);
  });
});
