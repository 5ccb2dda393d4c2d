import type { Quantity, Value } from '../../domain/entities.ts';
import { studentQuantile } from '../../numerics/upper-quantiles.ts';
import { gradesText } from '../agreement/agreement-grades.ts';
import type { Pairs } from '../agreement/repeated-measurements.ts';
import { significant } from '../wording.ts';
import type { Repeatability, TestRetestParams } from './repeatability.ts';

/** Every number of the comparison with its definition. */
export function repeatabilityValues(
  pairs: Pairs,
  { icc, correlation, line, within }: Repeatability,
  { level }: TestRetestParams,
): Value[] {
  const percent = `${significant(level * 100)}%`;
  const [first, second] = pairs.names;
  const coefficient = (estimate: number, error: number): Quantity => {
    if (!line) return { unavailable: 'a line needs three pairs whose first measurements differ' };
    const half = studentQuantile((1 - level) / 2, line.degreesOfFreedom) * error;
    return { estimate, low: estimate - half, high: estimate + half, level };
  };
  return [
    {
      id: 'icc-A-1',
      label: 'ICC(A,1)',
      definition: `Intraclass correlation, two-way, absolute agreement, single measurement: a systematic difference between the scans lowers it. ${percent} F interval (McGraw and Wong 1996). A common reading: ${gradesText}.`,
      quantity: icc['A,1'].icc,
    },
    {
      id: 'icc-1',
      label: 'ICC(1)',
      definition: `Intraclass correlation, one-way random, single measurement: what R's irr reports unless told otherwise. ${percent} F interval.`,
      quantity: icc['1'].icc,
    },
    {
      id: 'icc-C-1',
      label: 'ICC(C,1)',
      definition: `Intraclass correlation, two-way, consistency, single measurement: a systematic difference does not count. The study's reference code reports it (ICC3). ${percent} F interval.`,
      quantity: icc['C,1'].icc,
    },
    {
      id: 'r-squared',
      label: 'r²',
      definition: 'Square of Pearson’s correlation: symmetric, and blind to a systematic difference.',
      quantity: correlation.rSquared,
    },
    {
      id: 'determination-of-first',
      label: `R² of ${first} by ${second}`,
      definition: `Share of the variation of ${first} that ${second} explains as it stands, without a fitted line (scikit-learn's r2_score(test, retest), which the reference code reports). Not symmetric; may be negative.`,
      quantity: correlation.determinationOfFirst,
    },
    {
      id: 'determination-of-second',
      label: `R² of ${second} by ${first}`,
      definition: `The same the other way round: r2_score(retest, test).`,
      quantity: correlation.determinationOfSecond,
    },
    {
      id: 'spearman',
      label: 'Spearman’s ρ',
      definition: 'Pearson’s correlation of the ranks; ties share their mean rank.',
      quantity: correlation.spearman,
    },
    {
      id: 'spearman-p',
      label: 'Spearman’s ρ, p',
      definition: 'Test of no correlation, two-sided, by Student’s t with n − 2 degrees of freedom.',
      quantity: correlation.spearmanP,
    },
    {
      id: 'standard-error',
      label: 'Standard error of measurement',
      definition: `Within-case standard deviation √(Σd²/2n), with any systematic difference, in the unit of the measurement. ${percent} interval by χ² with n degrees of freedom.`,
      quantity: within.standardError,
    },
    {
      id: 'detectable-change',
      label: 'Minimal detectable change',
      definition:
        '1.96 √2 times the standard error of measurement: 95% of repeated measurements of an unchanged case differ by less (repeatability coefficient).',
      quantity: within.detectableChange,
    },
    {
      id: 'variation',
      label: 'Coefficient of variation',
      definition: 'Within-case, root mean square over the cases: √(mean of d²/2 over the squared mean of the pair).',
      quantity: within.variation,
    },
    {
      id: 'slope',
      label: 'Slope',
      definition: `Of ${second} on ${first} by least squares; error in the first measurement pulls it towards 0, so identity gives less than 1.`,
      quantity: coefficient(line?.slope ?? 0, line?.slopeError ?? 0),
    },
    {
      id: 'intercept',
      label: 'Intercept',
      definition: 'Of the same line.',
      quantity: coefficient(line?.intercept ?? 0, line?.interceptError ?? 0),
    },
    {
      id: 'pairs',
      label: 'Pairs',
      definition: 'Cases with both measurements.',
      quantity: { estimate: pairs.first.length },
    },
  ];
}
