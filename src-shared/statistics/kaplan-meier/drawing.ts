import type { PanelInput, Series } from '../../figure.ts';
import type { TimeUnit } from '../time-units.ts';
import type { KaplanMeierParams } from './params.ts';
import { type MedianSurvival, numbersAtRisk, type SurvivalStep } from './survival-curve.ts';

/** One curve with what it was made from. Times in the unit of the axis. */
export interface CurveGroup {
  readonly id: string;
  readonly label: string;
  readonly times: Float64Array;
  readonly events: Uint8Array;
  readonly subjects: Int32Array | null;
  readonly steps: readonly SurvivalStep[];
  readonly eventCount: number;
  readonly median: MedianSurvival;
}

/** The plot: one stepped curve with band and censoring ticks per group, and the numbers at risk below. */
export function survivalPanel(groups: readonly CurveGroup[], params: KaplanMeierParams, note: string | null): PanelInput {
  const longest = groups.reduce((most, { steps }) => Math.max(most, steps.at(-1)?.time ?? 0), 0);
  const ticks = roundTicks(params.horizon === null ? longest : Math.min(longest, params.horizon), params.axisUnit);
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
    series: groups.map((group, index) => curve(group, index, params.band !== 'none')),
    square: false,
    guides: [],
    ...(note === null ? {} : { notes: { corner: 'top-right' as const, lines: [note] } }),
    riskTable: {
      title: 'Number at risk',
      times: ticks,
      rows: groups.map(({ id, label, times }) => ({ seriesId: id, label, counts: numbersAtRisk(times, ticks) })),
    },
  };
}

function curve(group: CurveGroup, index: number, withBand: boolean): Series {
  const drops = group.steps.filter((step) => step.events > 0);
  const last = group.steps.at(-1);
  const end = last && last.events === 0 ? [last] : [];
  return {
    mark: 'step',
    id: group.id,
    label: group.label,
    colour: index,
    points: [{ x: 0, y: 1 }, ...[...drops, ...end].map((step) => ({ x: step.time, y: step.survival }))],
    ...(withBand ? { band: bandOf([...drops, ...end]) } : {}),
    censored: group.times.length === 0 ? [] : censoredTicks(group),
  };
}

/** Where survival has fallen to 0 the formula ends: the band goes from 0 to the last upper limit before. */
function bandOf(steps: readonly SurvivalStep[]): { x: number; low: number; high: number }[] {
  let high = 1;
  return [
    { x: 0, low: 1, high: 1 },
    ...steps.map((step) => {
      high = step.high ?? high;
      return { x: step.time, low: step.low ?? 0, high };
    }),
  ];
}

/** One tick per censored patient, at the height of the curve. */
function censoredTicks({ times, events, subjects, steps }: CurveGroup): { x: number; y: number; subject?: number }[] {
  const heights = new Map(steps.map((step) => [step.time, step.survival]));
  return Array.from(times.keys())
    .filter((i) => events[i] === 0)
    .map((i) => {
      const time = times[i] as number;
      return { x: time, y: heights.get(time) as number, ...(subjects ? { subject: subjects[i] as number } : {}) };
    });
}

/** Multiples of a round step from 0 to at most `end`: four to eight of them. Months go by parts of a year. */
export function roundTicks(end: number, unit: TimeUnit): number[] {
  if (!(end > 0)) return [0];
  const power = 10 ** Math.floor(Math.log10(end / 3));
  const steps = unit === 'months' && end >= 9 ? [120, 60, 36, 24, 12, 6, 3] : [5 * power, 2 * power, power];
  const step = steps.find((size) => end / size >= 3 - 1e-9) ?? power;
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}
