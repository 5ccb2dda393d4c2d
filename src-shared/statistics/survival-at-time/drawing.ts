import type { Quantity } from '../../domain/entities.ts';
import type { PanelInput } from '../../figure.ts';
import { roundTicks } from '../kaplan-meier/drawing.ts';
import { quantityText, significant } from '../wording.ts';
import type { Moment, TimeDependent } from './analysis.ts';

interface Known {
  readonly time: number;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** AUC over time, and, where it was asked for, the Brier score beside that of the Kaplan-Meier curve. */
export function panelsOf(found: TimeDependent): PanelInput[] {
  const brier = known(found.moments, ({ brier: value }) => value);
  return [aucPanel(found), ...(brier.length > 0 ? [brierPanel(found, brier)] : [])];
}

const known = (moments: readonly Moment[], of: (moment: Moment) => Quantity): Known[] =>
  moments.flatMap((moment) => {
    const value = of(moment);
    if ('unavailable' in value) return [];
    const { estimate, low = estimate, high = estimate } = value;
    return [{ time: moment.time, estimate, low, high }];
  });

function timeAxis({ moments, params }: TimeDependent): PanelInput['x'] {
  const end = Math.max(...moments.map(({ time }) => time));
  const ticks = roundTicks(end, params.axisUnit);
  return { label: 'Time', unit: params.axisUnit, domain: [0, Math.max(end, ticks.at(-1) ?? 0)], ticks };
}

/** A line through the times with their band; whiskers where values are reported. */
function curve(list: readonly Known[], name: { id: string; label: string; colour: number }, dashed: boolean) {
  return {
    mark: 'line' as const,
    ...name,
    points: list.map(({ time, estimate }) => ({ x: time, y: estimate })),
    ...(dashed ? {} : { band: list.map(({ time, low, high }) => ({ x: time, low, high })) }),
    dashed,
  };
}

function whiskers(
  moments: readonly Moment[],
  of: (moment: Moment) => Quantity,
  name: { id: string; label: string; colour: number },
) {
  const chosen = known(
    moments.filter(({ isChosen }) => isChosen),
    of,
  );
  return {
    mark: 'intervals' as const,
    ...name,
    along: 'y' as const,
    points: chosen.map(({ time, estimate, low, high }) => ({ x: time, y: estimate, low, high })),
  };
}

function aucPanel(found: TimeDependent): PanelInput {
  const { moments, params, meanAuc, range } = found;
  const list = known(moments, ({ auc }) => auc);
  const x = timeAxis(found);
  const name = { id: 'auc', label: params.score, colour: 0 };
  return {
    id: 'auc',
    x,
    y: { label: 'AUC(t)', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] },
    series: [
      ...(range ? [curve(list, name, false)] : []),
      whiskers(moments, ({ auc }) => auc, { ...name, id: 'auc-at', label: 'at the times reported' }),
    ],
    guides: [{ from: { x: 0, y: 0.5 }, to: { x: x.domain?.[1] ?? 0, y: 0.5 } }],
    ...('estimate' in meanAuc
      ? {
          notes: {
            corner: 'bottom-right' as const,
            lines: [`Mean ${quantityText(meanAuc, (value) => value.toFixed(2))}`],
          },
        }
      : {}),
    legend: false,
  };
}

const ofKaplanMeier = { id: 'reference', label: 'Kaplan–Meier', colour: 7 };

function brierPanel(found: TimeDependent, list: readonly Known[]): PanelInput {
  const { moments, params, scaledBrier } = found;
  const reference = known(moments, ({ reference: value }) => value);
  const most = Math.max(0.25, ...list.map(({ high }) => high), ...reference.map(({ estimate }) => estimate));
  const name = { id: 'brier', label: params.brier === 'cox' ? `Cox model of ${params.score}` : 'Predicted', colour: 0 };
  const isCurve = list.length > 1;
  return {
    id: 'brier',
    x: timeAxis(found),
    y: { label: 'Brier score', domain: [0, Math.ceil(most * 20) / 20] },
    series: isCurve
      ? [curve(list, name, false), curve(reference, ofKaplanMeier, true)]
      : [
          whiskers(moments, ({ brier }) => brier, name),
          whiskers(moments, ({ reference: value }) => value, ofKaplanMeier),
        ],
    ...('estimate' in scaledBrier
      ? {
          notes: {
            corner: 'bottom-right' as const,
            lines: [
              `${significant(Math.abs(100 * scaledBrier.estimate), 2)}% ${scaledBrier.estimate < 0 ? 'above' : 'below'} Kaplan–Meier`,
            ],
          },
        }
      : {}),
  };
}
