import type { PanelInput } from '../../figure.ts';
import type { DecisionCurves } from './evaluate.ts';
import { netBenefitOfAll } from './net-benefit.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Net benefit below zero is drawn this far down, as a share of the prevalence: nobody would act there. */
const shareBelowZero = 0.25;

export function panelOf({ curves, thresholds, prevalence, params }: DecisionCurves): PanelInput {
  const floor = -shareBelowZero * prevalence;
  const all = Array.from(thresholds, (x) => ({ x, y: netBenefitOfAll(prevalence, x) }));
  const estimates = curves.map(({ quantities }) =>
    quantities.flatMap((quantity, i) =>
      'estimate' in quantity ? [{ ...quantity, x: thresholds[i] as number, y: quantity.estimate }] : [],
    ),
  );
  const highest = Math.max(prevalence, ...estimates.flat().map(({ y, high }) => (params.band ? (high ?? y) : y)));
  return {
    id: 'decision-curve',
    x: { label: 'Threshold probability', domain: [params.lowest, params.highest] },
    y: { label: 'Net benefit', domain: [floor, highest * 1.05] },
    series: [
      ...curves.map(({ id, label }, colour) => {
        const points = estimates[colour] ?? [];
        const kept = points.filter(({ y }) => y >= floor);
        return {
          mark: 'line' as const,
          id,
          label,
          colour,
          points: cutBelow(points, floor),
          ...(params.band
            ? {
                band: kept.flatMap(({ x, low, high }) =>
                  low === undefined || high === undefined ? [] : [{ x, low: Math.max(low, floor), high }],
                ),
              }
            : {}),
        };
      }),
      { mark: 'line', id: 'all', label: 'All', colour: 6, points: cutBelow(all, floor), dashed: true },
      {
        mark: 'line',
        id: 'none',
        label: 'None',
        colour: 6,
        points: [
          { x: params.lowest, y: 0 },
          { x: params.highest, y: 0 },
        ],
      },
    ],
  };
}

/** The curve until it first falls below the floor, with the point where it does. */
function cutBelow(points: readonly Point[], floor: number): Point[] {
  const end = points.findIndex(({ y }) => y < floor);
  if (end < 0) return points.map(({ x, y }) => ({ x, y }));
  const kept = points.slice(0, end).map(({ x, y }) => ({ x, y }));
  const [before, after] = [points[end - 1], points[end] as Point];
  if (!before) return kept;
  const share = (before.y - floor) / (before.y - after.y);
  return [...kept, { x: before.x + share * (after.x - before.x), y: floor }];
}
