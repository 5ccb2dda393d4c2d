import type { Quantity, Value } from '../../domain/entities.ts';
import type { FeatureMap } from './map.ts';
import type { EmbeddingParams } from './params.ts';
import type { Separation } from './separation.ts';
import type { FeatureSpace } from './space.ts';

/** Every number of the map with its definition; those of the classes once in the full space and once in the map. */
export function embeddingValues(
  space: FeatureSpace,
  map: FeatureMap,
  separation: Separation,
  params: EmbeddingParams,
): Value[] {
  const own = space.colouring.kind === 'classes' ? classValues(space, separation, params) : [];
  return [
    ...(params.method === 'pca' ? varianceValues(map) : []),
    ...(map.tsne ? [divergenceValue(map.tsne)] : []),
    {
      id: 'trustworthiness',
      label: `Trustworthiness, k = ${params.k}`,
      definition:
        'How far neighbours in the map are neighbours among the features (Venna and Kaski): 1 where all are, about 0.5 for a map at random.',
      quantity: separation.trustworthiness,
    },
    ...own,
    { id: 'lesions', label: 'Lesions', definition: 'Lesions in the map.', quantity: { estimate: space.rows.length } },
    {
      id: 'patients',
      label: 'Patients',
      definition: 'Patients of these lesions.',
      quantity: { estimate: space.patientCount },
    },
  ];
}

function varianceValues({ components }: FeatureMap): Value[] {
  const [first, second] = [components.shares[0] ?? 0, components.shares[1] ?? 0];
  const value = (id: string, label: string, definition: string, estimate: number): Value => ({
    id,
    label,
    definition,
    quantity: { estimate },
  });
  const share = 'Share of the summed variance of all features that lies along this component.';
  return [
    value('variance-1', 'Variance explained, PC 1', share, first),
    value('variance-2', 'Variance explained, PC 2', share, second),
    value('variance-both', 'Variance explained, both', 'Share of the summed variance within the map.', first + second),
  ];
}

const divergenceValue = ({ divergence }: { divergence: number }): Value => ({
  id: 'divergence',
  label: 'Kullback–Leibler divergence',
  definition:
    'What t-SNE minimises, in nats: of the similarities in the map from those among the features. Comparable only between maps of the same lesions and perplexity.',
  quantity: { estimate: divergence },
});

function classValues(space: FeatureSpace, separation: Separation, params: EmbeddingParams): Value[] {
  const { full, map, chancePurity, silhouetteP } = separation;
  if (!full || !map) return [];
  const others =
    params.otherPatients && space.patientCount < space.rows.length ? ' among lesions of other patients' : '';
  const both = (id: string, label: string, definition: string, inFull: Quantity, inMap: Quantity): Value[] => [
    { id, label: `${label}, features`, definition: `${definition} In the full feature space.`, quantity: inFull },
    {
      id: `${id}-map`,
      label: `${label}, map`,
      definition: `${definition} In the map of two dimensions.`,
      quantity: inMap,
    },
  ];
  return [
    ...both(
      'silhouette',
      'Silhouette',
      'Mean over lesions of (b − a) / max(a, b), a the mean distance to its own class, b to the nearest other one: −1 to 1, 0 where classes overlap fully.',
      full.silhouette,
      map.silhouette,
    ),
    {
      id: 'silhouette-p',
      label: 'Silhouette, p',
      definition: `Share of ${params.permutations} permutations of the classes whose silhouette among the features is at least as high, by the (b + 1) / (m + 1) rule; one-sided.`,
      quantity: silhouetteP,
    },
    ...both(
      'purity',
      `Purity of ${params.k} neighbours`,
      `Mean share of the ${params.k} nearest lesions${others} that are of the same class.`,
      full.purity,
      map.purity,
    ),
    {
      id: 'purity-chance',
      label: 'Purity by chance',
      definition: 'Share of pairs of lesions of the same class: the purity expected where the features say nothing.',
      quantity: chancePurity,
    },
    ...both(
      'neighbour-accuracy',
      `Balanced accuracy of ${params.k} neighbours`,
      `Mean over classes of the share of lesions whose class most of their ${params.k} nearest lesions${others} have, each lesion left out of its own vote; ties go to the first class.`,
      full.accuracy,
      map.accuracy,
    ),
  ];
}
