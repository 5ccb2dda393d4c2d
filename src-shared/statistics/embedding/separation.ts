import type { Quantity } from '../../domain/entities.ts';
import {
  type NeighbourAgreement,
  neighbourAgreement,
  permutedLabels,
  silhouettes,
  trustworthiness,
} from '../../numerics/cluster-measures.ts';
import { type Distances, distancesBetween, nearestNeighbours } from '../../numerics/neighbours.ts';
import { createRandom } from '../../numerics/random.ts';
import { partOfWork, type Work } from '../../numerics/work.ts';
import type { FeatureMap } from './map.ts';
import type { EmbeddingParams } from './params.ts';
import type { FeatureSpace } from './space.ts';

/** How well the classes lie apart in one space. */
interface ClassMeasures {
  readonly silhouette: Quantity;
  readonly purity: Quantity;
  readonly accuracy: Quantity;
}

export interface Separation {
  /** Of the map: whether its neighbours are neighbours in the full space. */
  readonly trustworthiness: Quantity;
  /** Null where colours are not classes. */
  readonly full: ClassMeasures | null;
  readonly map: ClassMeasures | null;
  /** Purity that lesions without any order would have. */
  readonly chancePurity: Quantity;
  readonly silhouetteP: Quantity;
}

export function separationOf(space: FeatureSpace, map: FeatureMap, params: EmbeddingParams, work: Work): Separation {
  const count = space.rows.length;
  const inMap = distancesBetween({ rows: count, columns: 2, values: map.points });
  const trust: Quantity =
    2 * params.k < count
      ? { estimate: trustworthiness(map.distances, nearestNeighbours(inMap, params.k), partOfWork(work, 0, 0.2)) }
      : { unavailable: `k = ${params.k} neighbours are half of the ${count} lesions or more` };
  const { colouring } = space;
  if (colouring.kind !== 'classes') {
    const none: Quantity = { unavailable: 'the colours are not classes' };
    return { trustworthiness: trust, full: null, map: null, chancePurity: none, silhouetteP: none };
  }
  const of = (distances: Distances, silhouette: Quantity): ClassMeasures => ({
    silhouette,
    ...agreement(distances, space, params),
  });
  const tested = testedSilhouette(map.distances, space, params, partOfWork(work, 0.2, 1));
  return {
    trustworthiness: trust,
    full: of(map.distances, tested.silhouette),
    map: of(inMap, silhouetteOf(inMap, colouring)),
    chancePurity: chancePurity(colouring),
    silhouetteP: tested.p,
  };
}

interface Classes {
  readonly classes: readonly string[];
  readonly labels: Int32Array;
}

const oneClass: Quantity = { unavailable: 'all lesions are of one class' };
const allAlone: Quantity = { unavailable: 'every class has one lesion only' };

function hindrance({ classes, labels }: Classes): Quantity | null {
  if (classes.length < 2) return oneClass;
  return classes.length === labels.length ? allAlone : null;
}

function silhouetteOf(distances: Distances, colouring: Classes): Quantity {
  const reason = hindrance(colouring);
  return reason ?? { estimate: silhouettes(distances, [colouring.labels], colouring.classes.length)[0] as number };
}

function agreement(
  distances: Distances,
  { colouring, patients, rows }: FeatureSpace,
  { k, otherPatients }: EmbeddingParams,
): { purity: Quantity; accuracy: Quantity } {
  const none = (reason: string) => ({ purity: { unavailable: reason }, accuracy: { unavailable: reason } });
  if (colouring.kind !== 'classes') return none('the colours are not classes');
  if (colouring.classes.length < 2) return none('all lesions are of one class');
  if (k >= rows.length) return none(`k = ${k} neighbours need more than ${k} lesions`);
  const near = nearestNeighbours(distances, k, otherPatients ? { groups: patients } : {});
  if (near.indices.every((index) => index < 0)) return none('all lesions are of one patient');
  const found: NeighbourAgreement = neighbourAgreement(near, colouring.labels, colouring.classes.length);
  return { purity: { estimate: found.purity }, accuracy: { estimate: found.balancedAccuracy } };
}

/** Σ n (n - 1) over the classes, over N (N - 1). */
function chancePurity({ classes, labels }: Classes): Quantity {
  const sizes = new Float64Array(classes.length);
  for (const label of labels) sizes[label] = (sizes[label] as number) + 1;
  const pairs = sizes.reduce((sum, size) => sum + size * (size - 1), 0);
  return { estimate: pairs / (labels.length * (labels.length - 1)) };
}

/** Labels drawn at once: 64 of 1,000 lesions take little memory, and the distances are read once for all of them. */
const drawnAtOnce = 64;

/**
 * Silhouette in the full space with its p: the share of permutations of the classes, and the classes themselves, whose
 * silhouette is at least as high. One-sided: classes that lie closer to the others than chance has it are no separation.
 */
function testedSilhouette(
  distances: Distances,
  { colouring, patientCount, rows }: FeatureSpace,
  { permutations, seed }: EmbeddingParams,
  work: Work,
): { silhouette: Quantity; p: Quantity } {
  if (colouring.kind !== 'classes') return { silhouette: oneClass, p: oneClass };
  const silhouette = silhouetteOf(distances, colouring);
  if ('unavailable' in silhouette) return { silhouette, p: silhouette };
  if (permutations === 0) return { silhouette, p: { unavailable: 'no permutations were asked for' } };
  if (patientCount < rows.length) {
    const reason = 'patients have several lesions, which cannot change places one by one';
    return { silhouette, p: { unavailable: reason } };
  }
  const random = createRandom(seed);
  let atLeast = 0;
  for (let done = 0; done < permutations; done += drawnAtOnce) {
    const labellings = Array.from({ length: Math.min(drawnAtOnce, permutations - done) }, () =>
      permutedLabels(colouring.labels, random),
    );
    const drawn = silhouettes(
      distances,
      labellings,
      colouring.classes.length,
      work.signal ? { signal: work.signal } : {},
    );
    // Equal labellings may differ in the last digit.
    for (const value of drawn) if (value >= silhouette.estimate - 1e-12) atLeast++;
    work.report?.(done / permutations);
  }
  return { silhouette, p: { estimate: (atLeast + 1) / (permutations + 1) } };
}
