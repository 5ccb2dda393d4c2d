import type { Value } from '../domain/entities.ts';
import type { LinearModel } from './logistic-regression.ts';
import { type ProbeInput, predictProbe } from './probe.ts';
import { testValues } from './probe-values.ts';
import type { Scaler } from './standard-scaler.ts';

/** A locked linear biomarker. */
export type LockedProbe = LinearModel & { readonly scaler: Scaler };

/** Rows of another cohort, all of them test rows. */
export type ValidationRows = Pick<
  ProbeInput,
  'features' | 'dimension' | 'targets' | 'classCount' | 'classes' | 'patients' | 'weights' | 'seed'
>;

export interface AppliedProbe {
  /** n x classCount. */
  readonly probabilities: Float64Array;
  readonly values: Value[];
}

/**
 * External validation: a biomarker as it was frozen elsewhere, on rows it never saw. Nothing is fitted: scaler,
 * coefficients and threshold are those of the other cohort. Rows of target -1 get a prediction and no say in the values,
 * which are those that `trainProbe` gives for its test part.
 */
export function applyProbe(probe: LockedProbe, rows: ValidationRows, signal: { throwIfAborted(): void }): AppliedProbe {
  const probabilities = predictProbe(rows.features, { ...probe, classCount: rows.classCount });
  const input: ProbeInput = { ...rows, parts: Array.from(rows.targets, () => 'test'), searchSize: 0, fraction: 1 };
  return { probabilities, values: testValues(input, probabilities, null, signal) };
}
