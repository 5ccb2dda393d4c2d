import type { PanelInput, Series } from '../../figure.ts';
import type { TimeUnit } from '../time-units.ts';
import type { CurveGroup } from './analysis.ts';
import type { KaplanMeierParams } from './params.ts';
import { countsAt, type SurvivalCurve } from './survival-curve.ts';

/**
 * What paper resolves: a curve of 70 mm has 1,650 dots at 600 dpi. Longer curves are drawn by the last step of each
 * 1/2000 of the axis (exact there, and less than that late in between), and one censoring tick for each 1/500, which
 * is a tick's own width.
 */
export const mostSteps = 2000;
export const mostTicks = 500;

/** The plot: one stepped curve with band and censoring ticks per group, and the numbers at risk below. */
export function survivalPanel(
  groups: readonly CurveGroup[],
  params: KaplanMeierParams,
  note: string | null,
): PanelInput {
  const { longest, ticks } = timeAxis(groups, params);
  return {
    id: 'survival',
    x: {
      label: 'Time',
      unit: params.axisUnit,
      scale: 'linear',
      domain: [0, Math.max(longest, ticks.at(-1) ?? 0)],
      ticks,
    },
    y: { label: 'Survival', scale: 'linear', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] },
    series: groups.map((group, index) => step(group, index, longest, params.band !== 'none')),
    square: false,
    guides: params.medianLines ? medianGuides(groups) : [],
    ...(note === null ? {} : { notes: { corner: 'top-right' as const, lines: [note] } }),
    riskTable: {
      title: 'Number at risk',
      times: ticks,
      rows: groups.map(({ id, shortLabel, curve }) => {
        const { atRisk, events, censored } = countsAt(curve, ticks);
        return {
          seriesId: id,
          label: shortLabel,
          counts: atRisk,
          ...(params.cumulativeEvents ? { events } : {}),
          ...(params.cumulativeCensored ? { censored } : {}),
        };
      }),
    },
  };
}

/** The last follow-up of all, and round times up to it. */
export function timeAxis(
  groups: readonly { readonly curve: Pick<SurvivalCurve, 'times'> }[],
  { horizon, axisUnit }: { horizon: number | null; axisUnit: TimeUnit },
): { longest: number; ticks: number[] } {
  const longest = groups.reduce((most, { curve }) => Math.max(most, curve.times.at(-1) ?? 0), 0);
  return { longest, ticks: roundTicks(horizon === null ? longest : Math.min(longest, horizon), axisUnit) };
}

export const isThinned = (groups: readonly CurveGroup[]): boolean =>
  groups.some(({ curve, times, eventCount }) => {
    const drops = curve.events.reduce((count, died) => (died > 0 ? count + 1 : count), 0);
    return drops > mostSteps || times.length - eventCount > mostTicks;
  });

function step(group: CurveGroup, index: number, longest: number, withBand: boolean): Series {
  const { curve } = group;
  const kept = drawnSteps(curve, longest);
  return {
    mark: 'step',
    id: group.id,
    label: group.label,
    colour: index,
    points: [{ x: 0, y: 1 }, ...kept.map((i) => ({ x: curve.times[i] as number, y: curve.survival[i] as number }))],
    ...(withBand ? { band: bandOf(curve, kept) } : {}),
    censored: censoredTicks(group, longest),
  };
}

/** Indices of the steps that are drawn: those with events, thinned, and the end of follow-up. */
export function drawnSteps({ times, events }: Pick<SurvivalCurve, 'times' | 'events'>, longest: number): number[] {
  const drops: number[] = [];
  for (let i = 0; i < events.length; i++) if ((events[i] as number) > 0) drops.push(i);
  const columnOf = (i: number | undefined): number =>
    i === undefined ? -1 : Math.floor(((times[i] as number) / longest) * mostSteps);
  const kept = drops.length <= mostSteps ? drops : drops.filter((i, k) => columnOf(i) !== columnOf(drops[k + 1]));
  const last = times.length - 1;
  return last < 0 || kept.at(-1) === last ? kept : [...kept, last];
}

/** Where survival has fallen to 0 the formula ends: the band goes from 0 to the last upper limit before. */
function bandOf({ times, low, high }: SurvivalCurve, kept: readonly number[]) {
  let upper = 1;
  return [
    { x: 0, low: 1, high: 1 },
    ...kept.map((i) => {
      const [bottom, top] = [low[i] as number, high[i] as number];
      if (!Number.isNaN(top)) upper = top;
      return { x: times[i] as number, low: Number.isNaN(bottom) ? 0 : bottom, high: upper };
    }),
  ];
}

/** One tick per censored patient, thinned, at the height of the curve. */
function censoredTicks({ times, events, subjects, curve, eventCount }: CurveGroup, longest: number) {
  const ticks: { x: number; y: number; subject?: number }[] = [];
  const isThin = times.length - eventCount > mostTicks;
  let at = 0;
  let column = -1;
  for (let i = 0; i < times.length; i++) {
    if (events[i] !== 0) continue;
    const time = times[i] as number;
    const here = Math.floor((time / longest) * mostTicks);
    if (isThin && here === column) continue;
    column = here;
    while ((curve.times[at] as number) < time) at++;
    ticks.push({
      x: time,
      y: curve.survival[at] as number,
      ...(subjects ? { subject: subjects[i] as number } : {}),
    });
  }
  return ticks;
}

/** From the axis at one half to the furthest median, and down at each. */
function medianGuides(groups: readonly CurveGroup[]) {
  const medians = groups.flatMap(({ median }) => (median.median === null ? [] : [median.median]));
  if (medians.length === 0) return [];
  return [
    { from: { x: 0, y: 0.5 }, to: { x: Math.max(...medians), y: 0.5 } },
    ...medians.map((x) => ({ from: { x, y: 0.5 }, to: { x, y: 0 } })),
  ];
}

/** Multiples of a round step from 0 to at most `end`: four to eight of them. Months go by parts of a year. */
export function roundTicks(end: number, unit: TimeUnit): number[] {
  if (!(end > 0)) return [0];
  const power = 10 ** Math.floor(Math.log10(end / 3));
  const steps = unit === 'months' && end >= 9 ? [120, 60, 36, 24, 12, 6, 3] : [5 * power, 2 * power, power];
  const size = steps.find((candidate) => end / candidate >= 3 - 1e-9) ?? power;
  return Array.from({ length: Math.floor(end / size + 1e-9) + 1 }, (_, i) => Number((i * size).toPrecision(12)));
}
