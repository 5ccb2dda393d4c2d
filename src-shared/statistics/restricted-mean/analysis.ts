import type { Quantity } from '../../domain/entities.ts';
import { AppError } from '../../errors.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { type DataTable, matchesText } from '../data-table.ts';
import { type CurveGroup, curveGroup } from '../kaplan-meier/analysis.ts';
import { type SurvivalData, survivalData } from '../kaplan-meier/patients.ts';
import { timeText } from '../time-units.ts';
import { significant } from '../wording.ts';
import { compareMeans, type MeanComparison } from './comparison.ts';
import { commonFollowUp, meanToHorizon, type RestrictedMean } from './mean-to-horizon.ts';
import type { RestrictedMeanParams } from './params.ts';

export interface Found {
  readonly params: RestrictedMeanParams;
  readonly data: SurvivalData;
  readonly groups: readonly CurveGroup[];
  readonly tau: number;
  readonly means: readonly (RestrictedMean | null)[];
  readonly reference: number;
  readonly comparisons: readonly MeanComparison[];
}

export function analyse(table: DataTable, params: RestrictedMeanParams): Found {
  const data = survivalData(table, { ...params, horizon: null });
  const groups = data.groupLabels.map((_, group) =>
    curveGroup(data, group, { band: 'log-log', level: params.level, median: 'midpoint' }),
  );
  const tau = params.tau ?? commonFollowUp(groups.map(({ curve }) => curve));
  if (!(tau > 0)) throw new AppError('invalid-input', 'A group has no follow-up beyond time 0: give a time (tau).');
  const means = groups.map(({ curve }) => meanToHorizon(curve, tau));
  const reference = referenceGroup(data, params);
  return {
    params,
    data,
    groups,
    tau,
    means,
    reference,
    comparisons: compareMeans(means, reference, { level: params.level, unit: params.axisUnit }),
  };
}

function referenceGroup({ groupLabels }: SurvivalData, { grouping, group, reference }: RestrictedMeanParams): number {
  if (reference === '' || grouping !== 'column') return 0;
  const found = groupLabels.findIndex(
    (label) => matchesText(label, reference) || matchesText(label.replace(`${group} = `, ''), reference),
  );
  if (found < 0) throw new AppError('invalid-input', `No patient has ${group} = "${reference}", the reference group.`);
  return found;
}

export const percent = ({ level }: RestrictedMeanParams): string => `${significant(level * 100)}%`;
export const tauText = ({ tau, params }: Found): string => timeText(tau, params.axisUnit);

export function meanQuantity({ means, groups, params, tau }: Found, group: number): Quantity {
  const mean = means[group];
  if (groups[group]?.times.length === 0) return { unavailable: 'no patients' };
  if (!mean) return { unavailable: `follow-up of the group ends before ${timeText(tau, params.axisUnit)}` };
  const reach = normalQuantile(1 - (1 - params.level) / 2) * mean.standardError;
  return {
    estimate: mean.mean,
    low: Math.max(0, mean.mean - reach),
    high: Math.min(tau, mean.mean + reach),
    level: params.level,
    unit: params.axisUnit,
  };
}
