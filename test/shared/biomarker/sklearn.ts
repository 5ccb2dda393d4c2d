import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const cases = ['binary-tall', 'binary-wide', 'eight-classes-tall', 'eight-classes-wide'] as const;

export interface SklearnCase {
  classes: number;
  features: number[][];
  targets: number[];
  mean: number[];
  scale: number[];
  fits: { c: number; coefficients: number[][]; intercepts: number[]; probabilities: number[][] }[];
}

/** A case of test/reference/logistic-regression, made by its make.py. */
export function readCase(name: (typeof cases)[number]) {
  const path = join(import.meta.dirname, '../../reference/logistic-regression', `${name}.json`);
  const reference: SklearnCase = JSON.parse(readFileSync(path, 'utf8'));
  return {
    reference,
    features: Float32Array.from(reference.features.flat()),
    dimension: reference.mean.length,
    targets: Int32Array.from(reference.targets),
    rows: Int32Array.from(reference.targets.keys()),
  };
}
