import type { PanelInput } from '../../figure.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { fitNaturalSpline } from '../../numerics/natural-spline.ts';
import { roundTicks } from '../kaplan-meier/drawing.ts';
import { lineLabel, termLines } from '../regression/term-lines.ts';
import { pValue } from '../wording.ts';
import type { CoxModel } from './analysis.ts';
import type { CoxParams } from './params.ts';

const mostPanels = 9;
const curvePoints = 60;
/** Of more events every k-th is drawn; the curve is that of all. */
export const mostPoints = 5000;

/**
 * Scaled Schoenfeld residuals over time, a panel per estimated coefficient: their smooth course is the coefficient's
 * (Grambsch & Therneau 1994). The curve is a natural spline with 4 degrees of freedom on the scale of the test, with
 * its pointwise limits, as R's `plot(cox.zph(fit))` draws it.
 */
export function residualPanels(models: readonly CoxModel[], params: CoxParams): PanelInput[] {
  return models
    .flatMap((model) => {
      const { fit, proportionality } = model;
      if ('unavailable' in fit || !proportionality) return [];
      return termLines(model, params)
        .filter(({ column }) => fit.columns[column] === 'estimated')
        .map((line) => residualPanel(model, line.column, lineLabel(line), params));
    })
    .slice(0, mostPanels);
}

function residualPanel(model: CoxModel, column: number, title: string, params: CoxParams): PanelInput {
  const { fit, proportionality: test, subjects, terms } = model;
  if ('unavailable' in fit || !test) throw new Error('A panel of residuals needs a model and its test.');
  const { times, rows, transformed, scaledResiduals } = test;
  const value = (i: number): number => scaledResiduals.values[i * scaledResiduals.columns + column] as number;
  const term = terms.findIndex(({ columns }) => columns.includes(column));
  const p = test.terms[term]?.p;
  const estimate = fit.coefficients[column] as number;
  const last = times.reduce((most, time) => Math.max(most, time), 0);
  const every = Math.ceil(times.length / mostPoints);
  const shown = Array.from(times.keys()).filter((i) => i % every === 0);
  const ticks = roundTicks(last, params.axisUnit);
  return {
    id: `residuals-${column}-${title}`,
    title,
    x: { label: 'Time', unit: params.axisUnit, domain: [0, Math.max(last, ticks.at(-1) ?? 0)], ticks },
    y: { label: 'β(t)' },
    series: [
      {
        mark: 'points',
        id: 'residuals',
        label: 'Scaled Schoenfeld residuals',
        colour: 0,
        points: shown.map((i) => ({
          x: times[i] as number,
          y: value(i),
          ...(subjects ? { subject: subjects[rows[i] as number] as number } : {}),
        })),
      },
      ...smooth(
        times,
        transformed,
        Float64Array.from(times, (_, i) => value(i)),
        {
          spread: Math.sqrt(times.length * (fit.covariance.values[column * fit.covariance.columns + column] as number)),
          level: params.level,
        },
      ),
    ],
    guides: [{ from: { x: 0, y: estimate }, to: { x: last, y: estimate } }],
    legend: false,
    ...(p === undefined ? {} : { notes: { corner: 'top-right' as const, lines: [pValue(p)] } }),
  };
}

/** @param spread standard deviation of a single scaled residual under the model */
function smooth(
  times: Float64Array,
  transformed: Float64Array,
  residuals: Float64Array,
  { spread, level }: { spread: number; level: number },
): NonNullable<PanelInput['series']> {
  const spline = fitNaturalSpline(transformed, residuals);
  if (!spline) return [];
  const z = normalQuantile(1 - (1 - level) / 2);
  const order = Array.from(times.keys()).sort((a, b) => (times[a] as number) - (times[b] as number));
  const step = Math.max(1, Math.ceil(order.length / curvePoints));
  const chosen = order.filter((_, i) => i % step === 0 || i === order.length - 1);
  const curve = chosen.map((i) => ({ x: times[i] as number, ...spline.at(transformed[i] as number) }));
  return [
    {
      mark: 'line',
      id: 'smooth',
      label: 'Natural spline, 4 degrees of freedom',
      colour: 1,
      points: curve.map(({ x, y }) => ({ x, y })),
      band: curve.map(({ x, y, leverage }) => ({
        x,
        low: y - z * spread * Math.sqrt(leverage),
        high: y + z * spread * Math.sqrt(leverage),
      })),
    },
  ];
}
