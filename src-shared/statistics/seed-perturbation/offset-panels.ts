import type { PanelInput } from '../../figure.ts';
import { contourRings, densityGrid, levelOfMass } from '../../numerics/density.ts';
import { drawnPositions, roundDomain } from '../agreement/plot-scale.ts';
import { binsOf } from '../bins-of.ts';

/** Shares of the displaced seeds inside the contours. */
export const contourShares = [0.95, 0.75, 0.5, 0.25] as const;
/** Cells of the density along each axis, and points it is estimated from at most. */
const densityCells = 80;
const densityPoints = 20_000;
const marginalBins = 24;

const mainWidthMm = 65;
const marginalMm = 13;

type Bins = { from: number; to: number; count: number }[];

/**
 * The displacements along x and y as contours of their density, with a histogram of each above and at the right.
 * @param offsetsMm x, y, z of each seed in turn
 */
export function offsetPanels(offsetsMm: Float64Array, heightMm: number): PanelInput[] {
  const all = Array.from(
    { length: offsetsMm.length / 3 },
    (_, i) => [offsetsMm[3 * i], offsetsMm[3 * i + 1]] as [number, number],
  );
  const stride = Math.ceil(all.length / densityPoints);
  const grid = densityGrid(Float64Array.from(all.filter((_, i) => i % stride === 0).flat()), densityCells);
  const end = roundDomain(all.flat().map(Math.abs).concat(0))[1];
  const domain: [number, number] = [-end, end];
  const range = { from: -end, to: end, count: marginalBins };
  const counts = ([0, 1] as const).map((axis) =>
    binsOf(
      all.map((pair) => pair[axis]),
      range,
    ),
  ) as [Bins, Bins];
  const most = Math.max(...counts.flat().map(({ count }) => count));
  const marginal = { id: 'seeds', label: 'Displaced seeds', colour: 0 };
  const mainMm = heightMm - marginalMm;
  return [
    {
      id: 'offsets-x',
      x: { label: '', domain, ticks: [] },
      y: { label: '', domain: [0, most], ticks: [] },
      series: [{ mark: 'bins', along: 'x', ...marginal, bins: counts[0] }],
      placeMm: { x: 0, y: 0, width: mainWidthMm, height: marginalMm },
      legend: false,
      letter: 'a',
    },
    {
      id: 'offsets',
      x: { label: 'Displacement, left', unit: 'mm', domain },
      y: { label: 'Displacement, back', unit: 'mm', domain },
      series: grid
        ? [
            {
              mark: 'contours',
              ...marginal,
              filled: true,
              levels: contourShares.map((share) => {
                const level = levelOfMass(grid, share);
                return { level, rings: contourRings(grid, level) };
              }),
            },
          ]
        : [
            {
              mark: 'points',
              ...marginal,
              points: drawnPositions(all.length).map((i) => ({ x: all[i]![0], y: all[i]![1] })),
            },
          ],
      placeMm: { x: 0, y: marginalMm, width: mainWidthMm, height: mainMm },
      legend: false,
      letter: null,
    },
    {
      id: 'offsets-y',
      x: { label: '', domain: [0, most], ticks: [] },
      y: { label: '', domain, ticks: [] },
      series: [{ mark: 'bins', along: 'y', ...marginal, bins: counts[1] }],
      placeMm: { x: mainWidthMm, y: marginalMm, width: marginalMm, height: mainMm },
      legend: false,
      letter: null,
    },
  ];
}
