import type { PanelInput, Series } from '../../figure.ts';
import { drawnSteps, timeAxis } from '../kaplan-meier/drawing.ts';
import { countsAt } from '../kaplan-meier/survival-curve.ts';
import { pValue } from '../wording.ts';
import type { IncidenceGroup, Incidences } from './analysis.ts';
import type { IncidenceCurve } from './cumulative-incidence.ts';

/** With groups, a panel per cause and a curve per group; without, one panel with a curve per cause. */
export function panelsOf(found: Incidences): PanelInput[] {
  const { groups, causes, params } = found;
  const [only] = groups;
  if (groups.length === 1 && only) {
    const series = causes.map((cause, i) =>
      step(found, only.curves[i] as IncidenceCurve, {
        id: `cause-${i + 1}`,
        label: causeLabel(found, cause),
        colour: i,
      }),
    );
    return [panel(found, 'incidence', [...series, ...naive(found, only, causes.length)])];
  }
  return causes.map((cause, i) => ({
    ...panel(found, `cause-${i + 1}`, [
      ...groups.map(({ id, label, curves }, colour) => step(found, curves[i] as IncidenceCurve, { id, label, colour })),
      ...(i === 0 && params.naive ? groups.flatMap((group, colour) => naive(found, group, colour)) : []),
    ]),
    title: causeLabel(found, cause),
    legend: i === 0,
    ...note(found, i),
  }));
}

export const causeLabel = ({ params }: Incidences, cause: string): string =>
  Number.isNaN(Number(cause)) ? cause : `${params.event} = ${cause}`;

const note = ({ tests }: Incidences, cause: number): Pick<PanelInput, 'notes'> => {
  const test = tests[cause];
  return test ? { notes: { corner: 'top-left', lines: [`Gray's test: ${pValue(test.p)}`] } } : {};
};

function panel(found: Incidences, id: string, series: Series[]): PanelInput {
  const { groups, params } = found;
  const { longest, ticks } = timeAxis(
    groups.map(({ naive: curve }) => ({ curve })),
    params,
  );
  return {
    id,
    x: { label: 'Time', unit: params.axisUnit, domain: [0, Math.max(longest, ticks.at(-1) ?? 0)], ticks },
    y: { label: 'Cumulative incidence', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] },
    series,
    riskTable: {
      title: 'Number at risk',
      times: ticks,
      rows: groups.map((group) => ({
        seriesId: groups.length === 1 ? 'cause-1' : group.id,
        label: group.shortLabel,
        counts: countsAt(group.naive, ticks).atRisk,
      })),
    },
  };
}

function step(
  { data, params }: Incidences,
  curve: IncidenceCurve,
  named: { id: string; label: string; colour: number },
): Series {
  const kept = drawnSteps(curve, data.times.at(-1) as number);
  return {
    mark: 'step',
    ...named,
    points: [{ x: 0, y: 0 }, ...kept.map((i) => ({ x: curve.times[i] as number, y: curve.incidence[i] as number }))],
    ...(params.band
      ? {
          band: [
            { x: 0, low: 0, high: 0 },
            ...kept.map((i) => ({
              x: curve.times[i] as number,
              low: curve.low[i] as number,
              high: curve.high[i] as number,
            })),
          ],
        }
      : {}),
    censored: [],
  };
}

/** 1 - Kaplan-Meier as a dashed line with the corners of its steps. */
function naive({ data, params }: Incidences, group: IncidenceGroup, colour: number): Series[] {
  if (!params.naive) return [];
  const curve = group.naive;
  let before = 0;
  const corners = drawnSteps(curve, data.times.at(-1) as number).flatMap((i) => {
    const x = curve.times[i] as number;
    const y = 1 - (curve.survival[i] as number);
    const pair = [
      { x, y: before },
      { x, y },
    ];
    before = y;
    return pair;
  });
  return [
    {
      mark: 'line',
      id: `${group.id}-naive`,
      label: `1 − Kaplan–Meier${group.label === 'All patients' ? '' : `, ${group.shortLabel}`}`,
      colour,
      points: [{ x: 0, y: 0 }, ...corners],
      dashed: true,
    },
  ];
}
