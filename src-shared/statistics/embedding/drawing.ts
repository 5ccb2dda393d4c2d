import type { PanelInput, Series } from '../../figure.ts';
import { contourRings, densityGrid, levelOfMass } from '../../numerics/density.ts';
import { quantileOfSorted, sorted } from '../../numerics/quantile.ts';
import type { FeatureMap } from './map.ts';
import type { EmbeddingParams, MapMethod } from './params.ts';
import type { FeatureSpace } from './space.ts';

const axisNames: Record<MapMethod, string> = { pca: 'PC', tsne: 't-SNE', umap: 'UMAP' };
const densityCells = 120;

/** The map: a dot per lesion in the colour of its class or value, and contours of the density of each class. */
export function mapPanel(
  space: FeatureSpace,
  map: FeatureMap,
  params: EmbeddingParams,
): { panel: PanelInput; withoutContours: string[] } {
  const { colouring } = space;
  const groups =
    colouring.kind === 'classes'
      ? colouring.classes.map((label, index) => ({ label, lesions: lesionsOf(colouring.labels, index) }))
      : [{ label: 'Lesions', lesions: space.rows.map((_, lesion) => lesion) }];
  const withoutContours: string[] = [];
  const contours = groups.flatMap(({ label, lesions }, index): Series[] => {
    if (params.masses.length === 0 || colouring.kind === 'number') return [];
    const series = densityContours({ label, lesions, index }, map.points, params);
    if (series === null) withoutContours.push(label);
    return series === null ? [] : [series];
  });
  const domains = equalDomains(map, contours);
  const panel: PanelInput = {
    id: 'map',
    x: { ...axis(0, map, params), domain: domains[0] },
    y: { ...axis(1, map, params), domain: domains[1] },
    square: true,
    frame: 'box',
    series: [...contours, ...(colouring.kind === 'number' ? [valueDots(space, map, colouring.values)] : classDots())],
    legend: colouring.kind === 'classes',
    ...(colouring.kind === 'number' ? { colourScale: scaleOf(colouring.values, params.colour) } : {}),
  };
  return { panel, withoutContours };

  function classDots(): Series[] {
    return groups.map(({ label, lesions }, index) => ({
      mark: 'points',
      id: `class-${index + 1}`,
      label,
      colour: index,
      points: lesions.map((lesion) => dot(space, map, lesion)),
    }));
  }
}

/** Air around the outermost points, as a share of the longer side. */
const margin = 0.06;

/** Limits of both axes about the middle of points and contours, equally long: a square plot then has equal scales. */
function equalDomains({ points }: FeatureMap, contours: readonly Series[]): [Domain, Domain] {
  const outlines = contours.flatMap((series) => (series.mark === 'contours' ? series.levels : []));
  const corners = outlines.flatMap(({ rings }) => rings.flat(2));
  const ranges = [0, 1].map((axisIndex) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const widen = (value: number) => {
      low = Math.min(low, value);
      high = Math.max(high, value);
    };
    for (let i = axisIndex; i < points.length; i += 2) widen(points[i] as number);
    for (const corner of corners) widen(corner[axisIndex] as number);
    return { middle: (low + high) / 2, length: high - low };
  });
  const half = (0.5 + margin) * (Math.max(...ranges.map(({ length }) => length)) || 1);
  return ranges.map(({ middle }): Domain => [middle - half, middle + half]) as [Domain, Domain];
}

type Domain = [low: number, high: number];

/** Positions in t-SNE and UMAP have no unit: their axes bear no numbers. */
function axis(component: 0 | 1, { components }: FeatureMap, { method }: EmbeddingParams): PanelInput['x'] {
  const label = `${axisNames[method]} ${component + 1}`;
  if (method !== 'pca') return { label, ticks: [] };
  return { label: `${label} (${(100 * (components.shares[component] ?? 0)).toFixed(1)}% of variance)` };
}

function dot({ subjects }: FeatureSpace, { points }: FeatureMap, lesion: number) {
  return {
    x: points[2 * lesion] as number,
    y: points[2 * lesion + 1] as number,
    ...(subjects ? { subject: subjects[lesion] as number } : {}),
  };
}

const valueDots = (space: FeatureSpace, map: FeatureMap, values: Float64Array): Series => ({
  mark: 'dots',
  id: 'lesions',
  label: 'Lesions',
  colour: 0,
  points: space.rows.map((_, lesion) => ({ ...dot(space, map, lesion), size: 1, value: values[lesion] as number })),
});

/** From the 2nd to the 98th percentile: a few extreme values must not take all the colours. */
function scaleOf(values: Float64Array, label: string) {
  const ascending = sorted(values);
  const [low, high] = [quantileOfSorted(ascending, 0.02), quantileOfSorted(ascending, 0.98)];
  const domain: [number, number] = low < high ? [low, high] : [low - 0.5, low + 0.5];
  return { name: 'sequential' as const, domain, label };
}

/** Contours of the highest-density regions of a class; null where it has too few lesions or they lie on a line. */
function densityContours(
  { label, lesions, index }: { label: string; lesions: readonly number[]; index: number },
  points: Float64Array,
  { masses, smoothing }: EmbeddingParams,
): Series | null {
  const own = Float64Array.from({ length: 2 * lesions.length }, (_, at) => {
    const lesion = lesions[Math.floor(at / 2)] as number;
    return points[2 * lesion + (at % 2)] as number;
  });
  const grid = densityGrid(own, densityCells, smoothing);
  if (!grid) return null;
  return {
    mark: 'contours',
    id: `density-${index + 1}`,
    label,
    colour: index,
    filled: false,
    levels: [...masses]
      .sort((a, b) => b - a)
      .map((mass) => ({ level: mass, rings: contourRings(grid, levelOfMass(grid, mass)) })),
  };
}

const lesionsOf = (labels: Int32Array, wanted: number): number[] =>
  Array.from(labels.keys()).filter((lesion) => labels[lesion] === wanted);
