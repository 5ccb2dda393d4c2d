import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import type { Metric, Prediction, Truth } from '#shared/statistics/comparison/metrics.ts';
import { pairedPermutation } from '#shared/statistics/comparison/paired-permutation.ts';
import { twoSidedP } from '#shared/statistics/comparison/swap-test.ts';
import { besidePython, runPython } from './python.ts';

const permutations = 1000;
/** As many as Python does of eight classes in a bearable time. */
const fewPermutations = 50;
const context = { signal: { aborted: false, throwIfAborted: () => undefined } };

interface Example {
  readonly y: number[];
  /** One array per class; of two classes only that of the positive one. */
  readonly p: number[][];
  readonly q: number[][];
}

interface PythonTest {
  readonly observed: number;
  readonly p: number;
  readonly seconds: number;
  readonly permutations: number;
}

function example(rows: number, classes: number): Example {
  const random = createRandom(5);
  const y = Array.from({ length: rows }, (_, row) => row % classes);
  const scored = classes === 2 ? [1] : Array.from({ length: classes }, (_, label) => label);
  const scores = (separation: number): number[][] =>
    scored.map((label) => y.map((value) => (value === label ? separation : 0) + randomNormal(random)));
  return { y, p: scores(1), q: scores(0.9) };
}

function ours(metric: Metric, { y, p, q }: Example): { observed: number; p: number; seconds: number } {
  const labels = [...new Set(y)];
  const truth: Truth = {
    classes: Int32Array.from(y),
    classNames: labels.map(String),
    present: labels,
    isTwoClass: labels.length === 2,
  };
  const prediction = (scores: number[][]): Prediction => ({
    scores: scores.map((values) => Float64Array.from(values)),
    predicted: new Int32Array(y.length),
  });
  const run = () =>
    pairedPermutation(
      {
        metric,
        truth,
        first: [prediction(p)],
        second: [prediction(q)],
        units: Int32Array.from(y, (_, row) => row),
        swap: 'scores',
        permutations,
        exactUpTo: 0,
        seed: 42,
      },
      context,
    );
  run();
  const start = performance.now();
  const test = run();
  const seconds = (performance.now() - start) / 1000;
  if ('unavailable' in test) throw new Error(test.unavailable);
  return { observed: test.observed, p: twoSidedP(test).p, seconds };
}

/** The paired permutation test of two models, from scores to p, beside the usual loop over scikit-learn. */
export const bench = {
  name: 'permutation',
  async run(): Promise<{ label: string; value: string }[]> {
    const [two, eight] = [example(421, 2), example(1221, 8)];
    const auc = ours('auc', two);
    const precision = ours('average-precision', eight);
    const python = await runPython<Record<'auc' | 'meanAveragePrecision', PythonTest>>(
      new URL('permutation.py', import.meta.url),
      { two: { y: two.y, p: two.p[0], q: two.q[0] }, eight, permutations, fewPermutations },
    );
    const perThousand = (test: PythonTest | undefined): number | undefined =>
      test && (test.seconds * permutations) / test.permutations;
    const same = (mine: { observed: number }, theirs: PythonTest | undefined): string =>
      theirs === undefined ? '' : Math.abs(mine.observed - theirs.observed) < 1e-12 ? '; same difference' : '; DIFFERS';
    return [
      {
        label: 'AUC at n = 421, 1,000 permutations (at least 5x)',
        value: `${besidePython(auc.seconds, perThousand(python?.auc))}${same(auc, python?.auc)}; p ${auc.p.toFixed(3)}, ${python?.auc.p.toFixed(3) ?? '-'}`,
      },
      {
        label: `mAP of 1,221 x 8, 1,000 permutations (Python: ${fewPermutations}, scaled)`,
        value: `${besidePython(precision.seconds, perThousand(python?.meanAveragePrecision))}${same(precision, python?.meanAveragePrecision)}`,
      },
    ];
  },
};
