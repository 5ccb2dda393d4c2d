import type { FigureInput, FigureTable } from '../../figure.ts';
import { partOfWork } from '../../numerics/work.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, pValue, quantityText, significant } from '../wording.ts';
import { mapPanel } from './drawing.ts';
import { type FeatureMap, featureMap } from './map.ts';
import { type EmbeddingParams, embeddingParams, type MapMethod, suggestEmbedding } from './params.ts';
import { type Separation, separationOf } from './separation.ts';
import { type FeatureSpace, featureSpace } from './space.ts';
import { embeddingValues } from './values.ts';

const titles: Record<MapMethod, string> = {
  pca: 'Principal components of the features',
  tsne: 't-SNE of the features',
  umap: 'UMAP of the features',
};

export const embedding = defineStatistic({
  id: 'embedding',
  title: 'Map of the feature space',
  definition:
    'Shows every lesion as a dot so that lesions with like features lie together (PCA, t-SNE or UMAP), coloured by class or value with density contours. Silhouette and nearest neighbours say, in the full feature space, how far the classes lie apart.',
  params: embeddingParams,
  group: 'Feature space',
  needs: ['features'],
  suggest: suggestEmbedding,
  compute(table, params, context): FigureInput {
    const space = featureSpace(table, params);
    const map = featureMap(space.features, params, partOfWork(context, 0, 0.85));
    const separation = separationOf(space, map, params, partOfWork(context, 0.85, 1));
    const { panel, withoutContours } = mapPanel(space, map, params);
    return {
      id: 'embedding',
      title: titles[params.method],
      panels: [panel],
      values: embeddingValues(space, map, separation, params),
      tables: [...classTable(space), ...(params.method === 'pca' ? [varianceTable(map)] : [])],
      caption: caption(space, separation, params),
      methods: methods(space, map, params),
      warnings: [...space.warnings, ...warnings(space, params), ...contourWarnings(withoutContours)],
      sizeMm: { width: 89, height: 89 },
    };
  },
});

function classTable({ colouring }: FeatureSpace): FigureTable[] {
  if (colouring.kind !== 'classes') return [];
  const counts = colouring.classes.map((name, index) => [
    name,
    colouring.labels.filter((label) => label === index).length,
  ]);
  return [{ title: 'Lesions of each class', columns: ['Class', 'Lesions'], rows: counts }];
}

const varianceTable = ({ components }: FeatureMap): FigureTable => ({
  title: 'Variance explained',
  columns: ['Component', 'Share of variance', 'Up to this component'],
  rows: Array.from(components.shares, (share, k) => [
    k + 1,
    share,
    components.shares.subarray(0, k + 1).reduce((sum, value) => sum + value, 0),
  ]),
});

const scaleText = (params: EmbeddingParams): string =>
  params.scale === 'standardise' ? 'standardised features' : 'features as they are';

/** What made the map, as a phrase. */
function settings(space: FeatureSpace, params: EmbeddingParams): string {
  if (params.method === 'pca') return `first two principal components of ${scaleText(params)}`;
  if (params.method === 'umap')
    return `UMAP of ${scaleText(params)} (${params.neighbours} neighbours, least distance ${params.minDistance}, start from the principal components, seed ${params.seed})`;
  const sum = params.repulsion === 'exact' ? 'exact' : 'Barnes–Hut, angle 0.5';
  const rate = significant(Math.max(space.rows.length / 48, 50), 4);
  return `t-SNE of ${scaleText(params)} (perplexity ${params.perplexity}, ${params.iterations} iterations, early exaggeration 12, learning rate ${rate}, start from the principal components, ${sum})`;
}

function caption(space: FeatureSpace, separation: Separation, params: EmbeddingParams): string {
  const where = `${counted(space.rows.length, 'lesion')} of ${counted(space.patientCount, 'patient')}${subsetText(params)}`;
  const colour = space.colouring.kind === 'none' ? '' : `, coloured by ${params.colour}`;
  const contours =
    params.masses.length === 0 || space.colouring.kind === 'number'
      ? ''
      : ` Contours hold ${listed(params.masses.map((mass) => `${significant(100 * mass)}%`))} of the density${space.colouring.kind === 'classes' ? ' of each class' : ''} (Gaussian kernel, ${params.smoothing === 1 ? '' : `${params.smoothing} times `}width by Scott's rule).`;
  const distances =
    params.method === 'pca' ? '' : ' Axes have no unit; distances between groups and their sizes are not to be read.';
  return `${capital(settings(space, params))} of ${where}${colour}; one dot a lesion.${contours}${distances}${separationText(separation, params)}`;
}

function separationText({ full, silhouetteP }: Separation, params: EmbeddingParams): string {
  if (!full || 'unavailable' in full.silhouette) return '';
  const three = (value: number): string => value.toFixed(3).replace(/^-/, '−');
  const p = 'estimate' in silhouetteP ? ` (${pValue(silhouetteP.estimate)}, ${params.permutations} permutations)` : '';
  const accuracy =
    'estimate' in full.accuracy
      ? ` and balanced accuracy of ${params.k} nearest neighbours ${quantityText(full.accuracy, three)}`
      : '';
  return ` In the full feature space: silhouette ${three(full.silhouette.estimate)}${p}${accuracy}.`;
}

function methods(space: FeatureSpace, map: FeatureMap, params: EmbeddingParams): string {
  const made = `The ${space.features.columns} features of each lesion were mapped to two dimensions: ${settings(space, params)}.`;
  const ended = map.tsne
    ? ` The Kullback–Leibler divergence at the end, after ${map.tsne.iterations} iterations, was ${significant(map.tsne.divergence, 4)}.`
    : '';
  if (space.colouring.kind !== 'classes') return `${made}${ended}`;
  const others = params.otherPatients && space.patientCount < space.rows.length ? ' of other patients' : '';
  const test =
    params.permutations > 0 && space.patientCount === space.rows.length
      ? ` The silhouette was tested by ${params.permutations} permutations of the classes (one-sided, seed ${params.seed}).`
      : '';
  return `${made}${ended} Separation of the classes was measured in the full feature space by the mean silhouette and by the ${params.k} nearest neighbours${others} (Euclidean distance).${test}`;
}

function warnings({ rows }: FeatureSpace, params: EmbeddingParams): string[] {
  if (params.method !== 'tsne' || 3 * params.perplexity < rows.length) return [];
  return [
    `A perplexity of ${params.perplexity} is high for ${counted(rows.length, 'lesion')}: a third of them is a usual limit.`,
  ];
}

const contourWarnings = (labels: readonly string[]): string[] =>
  labels.length === 0 ? [] : [`No contours of ${listed(labels)}: fewer than three lesions, or all on a line.`];

const capital = (text: string): string =>
  text.startsWith('t-SNE') ? text : text.charAt(0).toUpperCase() + text.slice(1);

const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
