import type { Quantity, Value } from '../../domain/entities.ts';
import type { Predictions } from '../predictions/predictions.ts';
import type { Evaluated } from './conventions.ts';
import type { PerformanceParams } from './params.ts';

/** What the drawing and the tables of this statistic read. */
export interface Performance {
  readonly data: Predictions;
  readonly params: PerformanceParams;
  readonly values: readonly Value[];
  /** `values` by their ids. */
  readonly quantities: ReadonlyMap<string, Quantity>;
  readonly chosen: Evaluated;
  readonly all: readonly Evaluated[];
  readonly byDeLong: boolean;
}
