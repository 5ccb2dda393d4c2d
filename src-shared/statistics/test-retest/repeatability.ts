import type { z } from 'zod';
import type { Quantity } from '../../domain/entities.ts';
import { correlationP, pearson, spearman } from '../../numerics/correlation.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { fitLine, type LineFit } from '../../numerics/line-fit.ts';
import { determination } from '../agreement/determination.ts';
import { type Intraclass, intraclass } from '../agreement/intraclass.ts';
import type { Pairs } from '../agreement/repeated-measurements.ts';
import { type WithinSubject, withinSubject } from '../agreement/within-subject.ts';
import type { testRetestParams } from './params.ts';

export type TestRetestParams = z.output<typeof testRetestParams>;

/** All that is said of two measurements of the same cases. */
export interface Repeatability {
  readonly icc: Record<'A,1' | 'C,1' | '1', Intraclass>;
  readonly correlation: {
    /** The square of Pearson's r: symmetric. */
    readonly rSquared: Quantity;
    /** First measurement as the truth, second as its prediction, and the other way round. */
    readonly determinationOfFirst: Quantity;
    readonly determinationOfSecond: Quantity;
    readonly spearman: Quantity;
    readonly spearmanP: Quantity;
  };
  readonly line: LineFit | null;
  readonly within: WithinSubject;
}

const constant = 'the measurements do not vary';

export function repeatability({ ratings, first, second }: Pairs, { level }: { level: number }): Repeatability {
  const rho = spearman(first, second);
  return {
    icc: {
      'A,1': intraclass(ratings, 'A,1', { level }),
      'C,1': intraclass(ratings, 'C,1', { level }),
      '1': intraclass(ratings, '1', { level }),
    },
    correlation: {
      rSquared: estimated(pearson(first, second) ** 2, constant),
      determinationOfFirst: estimated(determination(first, second), constant),
      determinationOfSecond: estimated(determination(second, first), constant),
      spearman: estimated(rho, constant),
      spearmanP: estimated(
        correlationP(rho, first.length),
        first.length < 3 ? 'at least three pairs are needed' : constant,
      ),
    },
    line: fitLine(first, second),
    within: withinSubject(first, second, { level, z: normalQuantile(0.975) }),
  };
}

const estimated = (estimate: number, reason: string): Quantity =>
  Number.isNaN(estimate) ? { unavailable: reason } : { estimate };
