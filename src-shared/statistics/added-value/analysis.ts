import type { ChiSquareTest, FitResult } from '../regression/model-fit.ts';
import { type AddedValueData, fitModel, type ModelDesign, type ModelName } from './models.ts';
import type { Validation } from './validation.ts';

export interface Analysis {
  readonly data: AddedValueData;
  readonly designs: Record<ModelName, ModelDesign>;
  readonly fits: Record<ModelName, FitResult>;
  /** Of the combined model against one part of it. */
  readonly tests: { readonly imaging: Test; readonly clinical: Test };
  readonly validation: Validation;
  readonly events: number;
}

export type Test = ChiSquareTest | { readonly unavailable: string };

/** The combined model with the part under test in its last columns. */
export function testsOf(
  data: AddedValueData,
  designs: Record<ModelName, ModelDesign>,
  clusters: Int32Array | undefined,
) {
  const { combined, clinical, imaging } = designs;
  const shares = [clinical.design.columns, imaging.design.columns] as const;
  const turned = turnColumns(combined.design, shares[0]);
  const test = (design: typeof turned, nullColumns: number): Test => {
    const fit = fitModel(data, design, { clusters, nullColumns });
    if ('unavailable' in fit) return fit;
    const found = clusters ? fit.wald : fit.likelihoodRatio;
    return found ?? { unavailable: 'nothing is left to test: the columns are constant, collinear or separated' };
  };
  return { imaging: test(combined.design, shares[0]), clinical: test(turned, shares[1]) };
}

/** The columns from `first` on, then those before. */
function turnColumns(design: ModelDesign['design'], first: number): ModelDesign['design'] {
  const { rows, columns, values } = design;
  const turned = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[i * columns + j] = values[i * columns + ((j + first) % columns)] as number;
  }
  return { rows, columns, values: turned };
}
