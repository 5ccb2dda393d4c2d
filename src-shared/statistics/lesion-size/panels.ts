import type { PanelInput, Series } from '../../figure.ts';
import { contourRings, densityGrid, levelOfMass } from '../../numerics/density.ts';
import { drawnPositions } from '../agreement/plot-scale.ts';
import { binsOf } from '../bins-of.ts';
import type { LesionSizeParams } from './params.ts';
import type { Sizes } from './sizes.ts';

export const widthMm = 89;
const marginalMm = 15;
const mainMm = widthMm - marginalMm;
const densityCells = 120;
/** Lesions that the density is estimated from, at most. */
const densityPoints = 20_000;

/** Sizes against each other with density contours, and a histogram of each above and at the right. */
export function sizePanels(sizes: Sizes, end: number, params: LesionSizeParams): PanelInput[] {
  const domain: [number, number] = [0, end];
  const { limitMm } = params;
  const counts = [sizes.first, sizes.second].map((values) =>
    binsOf(
      values.filter((value) => value <= end),
      { from: 0, to: end, count: params.bins },
    ),
  ) as [ReturnType<typeof binsOf>, ReturnType<typeof binsOf>];
  const most = Math.max(1, ...counts.flat().map(({ count }) => count));
  const named = { id: 'lesions', label: 'Lesions', colour: 0 };
  const across = { from: { x: limitMm, y: 0 }, to: { x: limitMm, y: end } };
  const along = { from: { x: 0, y: limitMm }, to: { x: end, y: limitMm } };
  return [
    {
      id: 'sizes-x',
      x: { label: '', domain, ticks: [] },
      y: { label: '', domain: [0, most], ticks: [] },
      series: [{ mark: 'bins', along: 'x', ...named, bins: counts[0] }],
      guides: [{ from: across.from, to: { x: limitMm, y: most } }],
      placeMm: { x: 0, y: 0, width: mainMm, height: marginalMm },
      legend: false,
      letter: null,
    },
    {
      id: 'sizes',
      x: { label: params.first, unit: 'mm', domain },
      y: { label: params.second, unit: 'mm', domain },
      series: [...contours(sizes, end, params), points(sizes, end)],
      guides: [across, along],
      placeMm: { x: 0, y: marginalMm, width: mainMm, height: mainMm },
      legend: false,
      letter: null,
    },
    {
      id: 'sizes-y',
      x: { label: '', domain: [0, most], ticks: [] },
      y: { label: '', domain, ticks: [] },
      series: [{ mark: 'bins', along: 'y', ...named, bins: counts[1] }],
      guides: [{ from: along.from, to: { x: most, y: limitMm } }],
      placeMm: { x: mainMm, y: marginalMm, width: marginalMm, height: mainMm },
      legend: false,
      letter: null,
    },
  ];
}

/** Lesions within the axes: those beyond would only widen the kernel. */
function shown({ first, second }: Sizes, end: number): number[] {
  return Array.from(first.keys()).filter((i) => (first[i] as number) <= end && (second[i] as number) <= end);
}

function contours(sizes: Sizes, end: number, { masses }: LesionSizeParams): Series[] {
  const within = shown(sizes, end);
  const stride = Math.ceil(within.length / densityPoints);
  const used = within.filter((_, position) => position % stride === 0);
  const flat = Float64Array.from(used.flatMap((i) => [sizes.first[i] as number, sizes.second[i] as number]));
  const grid = masses.length === 0 ? null : densityGrid(flat, densityCells);
  if (!grid) return [];
  const falling = [...masses].sort((a, b) => b - a);
  return [
    {
      mark: 'contours',
      id: 'density',
      label: 'Density',
      colour: 1,
      filled: false,
      levels: falling.map((mass) => ({ level: mass, rings: contourRings(grid, levelOfMass(grid, mass)) })),
    },
  ];
}

/** Every lesion, or an even choice of them where there are more than can be told apart. */
function points(sizes: Sizes, end: number): Series {
  const within = shown(sizes, end);
  return {
    mark: 'points',
    id: 'lesions',
    label: 'Lesions',
    colour: 0,
    points: drawnPositions(within.length).map((position) => {
      const i = within[position] as number;
      return {
        x: sizes.first[i] as number,
        y: sizes.second[i] as number,
        ...(sizes.subjects ? { subject: sizes.subjects[i] as number } : {}),
      };
    }),
  };
}
