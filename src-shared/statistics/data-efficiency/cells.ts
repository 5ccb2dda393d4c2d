import { AppError } from '../../errors.ts';
import { type PairedPredictions, pairedPredictions, type SetKey } from '../comparison/long-table.ts';
import type { Metric, Prediction } from '../comparison/metrics.ts';
import { type DataTable, matchesText, numberColumn, textColumn } from '../data-table.ts';
import type { DataEfficiencyParams } from './params.ts';

interface RunKey extends SetKey {
  readonly model: string;
  readonly fraction: number;
  readonly repeat: string;
}

/** One model trained on one share of the data, once or several times. */
export interface Cell {
  readonly model: number;
  /** 0 to 1. */
  readonly fraction: number;
  readonly repeats: readonly Prediction[];
}

/** One model against a baseline at one share. */
export interface Contrast {
  readonly cell: number;
  readonly baseline: number;
}

export interface Design {
  readonly data: PairedPredictions<RunKey>;
  readonly models: readonly string[];
  /** From the largest share to the smallest. */
  readonly fractions: readonly number[];
  readonly metrics: readonly Metric[];
  readonly cells: readonly Cell[];
  /** Indices of the models compared with, in the order asked for. */
  readonly baselines: readonly number[];
  /** Pairs of indices of cells, share by share. */
  readonly contrasts: readonly Contrast[];
  readonly warnings: readonly string[];
}

/** As many as there are colours. */
const mostModels = 8;

export function readDesign(table: DataTable, params: DataEfficiencyParams): Design {
  const names = textColumn(table, params.model);
  const shares = numberColumn(table, params.fraction);
  const scale = shares.some((share) => share > 1) ? 100 : 1;
  const repeats = params.repeat === '' ? null : textColumn(table, params.repeat);
  const outside = shares.find((share) => share <= 0 || share > scale);
  if (outside !== undefined)
    throw new AppError(
      'invalid-input',
      `${params.fraction} holds ${outside}: a share of the data is above 0 and at most 1 (or 100%).`,
    );
  const data = pairedPredictions(table, params, (row): RunKey | null => {
    const [model, fraction, repeat] = [names[row] ?? null, (shares[row] as number) / scale, repeats?.[row] ?? ''];
    if (model === null || Number.isNaN(fraction)) return null;
    return { model, fraction, repeat, label: `${model}, ${percent(fraction)}${repeat === '' ? '' : `, ${repeat}`}` };
  });
  const models = [...new Set(data.sets.map(({ key }) => key.model))];
  if (models.length > mostModels)
    throw new AppError('invalid-input', `There are ${models.length} models; at most ${mostModels} can be told apart.`);
  const fractions = [...new Set(data.sets.map(({ key }) => key.fraction))].sort((a, b) => b - a);
  const cells = fractions.flatMap((fraction) =>
    models.flatMap((name, model): Cell[] => {
      const own = data.sets.filter(({ key }) => key.model === name && key.fraction === fraction);
      const ordered = own.toSorted((a, b) => a.key.repeat.localeCompare(b.key.repeat, 'en', { numeric: true }));
      return ordered.length > 0 ? [{ model, fraction, repeats: ordered }] : [];
    }),
  );
  const baselines = baselinesOf(models, params);
  const { metric, secondMetric } = params;
  return {
    data,
    models,
    fractions,
    metrics: secondMetric === 'none' || secondMetric === metric ? [metric] : [metric, secondMetric],
    cells,
    baselines,
    contrasts: contrastsOf(cells, baselines),
    warnings: [...data.warnings, ...holes(models, fractions, cells)],
  };
}

export const percent = (fraction: number): string => `${Number((fraction * 100).toPrecision(3))}%`;

function baselinesOf(models: readonly string[], { model, baseline, secondBaseline }: DataEfficiencyParams): number[] {
  const wanted = [baseline, secondBaseline].filter((name) => name !== '');
  const found = wanted.map((name) => {
    const index = models.findIndex((label) => matchesText(label, name));
    if (index === -1) throw new AppError('invalid-input', `No row has ${model} = "${name}".`);
    return index;
  });
  return [...new Set(found)];
}

/** A baseline is not compared with another baseline. */
function contrastsOf(cells: readonly Cell[], baselines: readonly number[]): Contrast[] {
  return cells.flatMap(({ model, fraction }, cell) =>
    baselines.includes(model)
      ? []
      : baselines.flatMap((wanted) => {
          const baseline = cells.findIndex((other) => other.model === wanted && other.fraction === fraction);
          return baseline === -1 ? [] : [{ cell, baseline }];
        }),
  );
}

function holes(models: readonly string[], fractions: readonly number[], cells: readonly Cell[]): string[] {
  return models.flatMap((name, model) => {
    const missing = fractions.filter(
      (fraction) => !cells.some((cell) => cell.model === model && cell.fraction === fraction),
    );
    return missing.length > 0
      ? [`There is no run of ${name} with ${missing.map(percent).join(', ')} of the data.`]
      : [];
  });
}
