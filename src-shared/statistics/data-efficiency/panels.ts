import type { Quantity } from '../../domain/entities.ts';
import type { PanelInput } from '../../figure.ts';
import { metricName } from '../comparison/metrics.ts';
import type { CellResult, Efficiency, EfficiencyResult } from './analysis.ts';
import type { Design } from './cells.ts';
import type { DataEfficiencyParams } from './params.ts';

/** Millimetres: a row of two panels for each metric, the bars narrower than the curves. */
const width = 183;
const rowHeight = 72;
const gap = 4;
const barsWidth = 68;

export const sizeOf = (design: Design): { width: number; height: number } => ({
  width,
  height: design.metrics.length * rowHeight + (design.metrics.length - 1) * gap,
});

/** For each metric, bars of all data and curves over the shares; either alone where there is nothing for the other. */
export function panels(design: Design, { results }: Efficiency, params: DataEfficiencyParams): PanelInput[] {
  const hasBars = design.fractions[0] === 1;
  const hasCurves = design.fractions.length > 1;
  return results.flatMap((result, row): PanelInput[] => {
    const y = row * (rowHeight + gap);
    const place = (x: number, ofWidth: number) => ({ placeMm: { x, y, width: ofWidth, height: rowHeight } });
    const left = hasBars && hasCurves ? barsWidth + gap : 0;
    return [
      ...(hasBars ? [{ ...bars(design, result, params), ...place(0, hasCurves ? barsWidth : width) }] : []),
      ...(hasCurves ? [{ ...curves(design, result, params), ...place(left, width - left) }] : []),
    ];
  });
}

/** Bars and points of a model without an estimate are left out; limits only where there are both. */
const limits = (quantity: Quantity): { low?: number; high?: number } =>
  'low' in quantity && quantity.low !== undefined && quantity.high !== undefined
    ? { low: quantity.low, high: quantity.high }
    : {};

const shown = (
  { overPatients, overRepeats }: CellResult,
  { whiskers }: DataEfficiencyParams,
): { y: number; low?: number; high?: number } | null => {
  if (!('estimate' in overPatients)) return null;
  return { y: overPatients.estimate, ...limits(whiskers === 'patients' ? overPatients : overRepeats) };
};

function bars(design: Design, { metric, cells }: EfficiencyResult, params: DataEfficiencyParams): PanelInput {
  return {
    id: `${metric}-all-data`,
    title: 'All data',
    x: { label: '', scale: 'category', categories: [...design.models] },
    y: { label: metricName(metric, design.data.truth), domain: [0, 1] },
    series: design.models.flatMap((label, model) => {
      const cell = cells.find((one) => one.cell.model === model && one.cell.fraction === 1);
      const bar = cell && shown(cell, params);
      if (!bar) return [];
      return [{ mark: 'bars' as const, id: `model-${model + 1}`, label, colour: model, bars: [{ x: model, ...bar }] }];
    }),
    legend: false,
  };
}

function curves(design: Design, { metric, cells }: EfficiencyResult, params: DataEfficiencyParams): PanelInput {
  const isLog = params.axis === 'log';
  const percents = design.fractions.map((fraction) => Number((fraction * 100).toPrecision(3)));
  return {
    id: `${metric}-by-share`,
    x: {
      label: 'Share of the training data',
      unit: '%',
      ...(isLog
        ? { scale: 'log' as const, ticks: percents.toSorted((a, b) => a - b) }
        : { scale: 'category' as const, categories: percents.map(String) }),
    },
    y: { label: metricName(metric, design.data.truth) },
    series: design.models.map((label, model) => ({
      mark: 'intervals' as const,
      id: `model-${model + 1}`,
      label,
      colour: model,
      along: 'y' as const,
      joined: true,
      points: design.fractions.flatMap((fraction, position) => {
        const cell = cells.find((one) => one.cell.model === model && one.cell.fraction === fraction);
        const point = cell && shown(cell, params);
        return point ? [{ x: isLog ? (percents[position] as number) : position, ...point }] : [];
      }),
    })),
  };
}
