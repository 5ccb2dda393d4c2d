import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { weightedAuc } from '#shared/statistics/measures/auc.ts';
import { weightedAveragePrecision } from '#shared/statistics/measures/average-precision.ts';
import { balancedAccuracyOf, cellsOf, countCells } from '#shared/statistics/measures/confusion.ts';
import { rankRows } from '#shared/statistics/measures/ranking.ts';
import { bootstrap, patientClusters } from '#shared/statistics/resampling/bootstrap.ts';
import { bootstrapInterval } from '#shared/statistics/resampling/intervals.ts';
import { besidePython, runPython } from './python.ts';

const patients = 421;
const lesions = 1221;
const classCount = 8;

/** Two classes of 421 patients, and eight of 1,221 lesions: the sizes of the study's test sets. */
function tasks() {
  const random = createRandom(5);
  const y = Array.from({ length: patients }, () => (random() < 0.6 ? 1 : 0));
  const labels = Array.from({ length: lesions }, () => Math.floor(random() * classCount));
  return {
    auc: { y, p: y.map((label) => randomNormal(random) + 0.5 * label), resamples: 9999 },
    classes: {
      y: labels,
      p: labels.map((label) =>
        Array.from({ length: classCount }, (_, k) => randomNormal(random) + (k === label ? 2 : 0)),
      ),
      resamples: [1000, 9999],
    },
  };
}

type Tasks = ReturnType<typeof tasks>;

/** From the scores to the interval; everything that is done once is timed too. */
function aucSeconds({ y, p, resamples }: Tasks['auc']): number {
  return timed(y, resamples, 1, () => {
    const ranking = rankRows(p, Uint8Array.from(y));
    return (weights, result) => {
      result[0] = weightedAuc(ranking, weights);
    };
  });
}

function classSeconds({ y, p }: Tasks['classes'], resamples: number): number {
  return timed(y, resamples, 2, () => {
    const rankings = Array.from({ length: classCount }, (_, k) =>
      rankRows(
        p.map((row) => row[k]!),
        Uint8Array.from(y, (label) => (label === k ? 1 : 0)),
      ),
    );
    const answers = Int32Array.from(p, (row) => row.indexOf(Math.max(...row)));
    const cells = cellsOf(Int32Array.from(y), answers, classCount);
    const matrix = { size: classCount, counts: new Float64Array(classCount ** 2) };
    const all = Array.from({ length: classCount }, (_, k) => k);
    return (weights, result) => {
      let sum = 0;
      for (const ranking of rankings) sum += weightedAveragePrecision(ranking, weights);
      result[0] = sum / classCount;
      countCells(cells, weights, matrix.counts);
      result[1] = balancedAccuracyOf(matrix, all);
    };
  });
}

type Kernel = (weights: Float64Array, result: Float64Array) => void;

/** The better of two runs, as the first one also compiles. */
function timed(classes: readonly number[], resamples: number, count: number, prepare: () => Kernel): number {
  const run = (): number => {
    const start = performance.now();
    const result = bootstrap({
      ...patientClusters(null, classes),
      statistics: prepare(),
      count,
      resamples,
      random: createRandom(42),
    });
    for (let i = 0; i < count; i++) {
      bootstrapInterval('bca', {
        estimate: result.estimates[i]!,
        replicates: result.replicates[i]!,
        jackknife: result.jackknife[i]!,
        level: 0.95,
        range: [0, 1],
      });
    }
    return (performance.now() - start) / 1000;
  };
  return Math.min(run(), run());
}

/** Bootstraps with BCa intervals beside the loop over scikit-learn, which makes percentile intervals at best. */
export const bench = {
  name: 'resampling',
  async run(): Promise<{ label: string; value: string }[]> {
    const input = tasks();
    const auc = aucSeconds(input.auc);
    const classes = input.classes.resamples.map((resamples) => classSeconds(input.classes, resamples));
    const peer = await runPython<{ auc: number; classes: number[] }>(new URL('resampling.py', import.meta.url), input);
    return [
      { label: `AUC of ${patients}, 9999 resamples (aim 5x)`, value: besidePython(auc, peer?.auc) },
      ...input.classes.resamples.map((resamples, i) => ({
        label: `mAP and balanced accuracy of ${lesions} x ${classCount}, ${resamples} resamples (aim 5x)`,
        value: besidePython(classes[i]!, peer?.classes[i]),
      })),
      ...(peer
        ? [{ label: 'Python', value: 'a loop over scikit-learn, timed over some resamples and scaled up' }]
        : []),
    ];
  },
};
