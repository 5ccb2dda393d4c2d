import type { Quantity } from '../../domain/entities.ts';
import type { PanelInput } from '../../figure.ts';
import { significant } from '../wording.ts';
import type { DifferenceScale, Differences, LimitsOfAgreement } from './limits-of-agreement.ts';
import { drawnPositions, roundDomain, roundTicks } from './plot-scale.ts';
import type { Pairs } from './repeated-measurements.ts';

interface BlandAltmanInput {
  readonly pairs: Pairs;
  readonly differences: Differences;
  readonly limits: LimitsOfAgreement;
  readonly scale: DifferenceScale;
  /** What was measured, for the axes. */
  readonly name: string;
}

/** Differences are computed on the log scale and shown as ratios; the others as they are. */
export const shownDifference = (value: number, scale: DifferenceScale): number =>
  scale === 'log' ? Math.exp(value) : value;

/** An estimate and its limits as they are shown. */
export function shownQuantity(quantity: Quantity, scale: DifferenceScale): Quantity {
  if ('unavailable' in quantity) return quantity;
  const { low, high, ...rest } = quantity;
  return {
    ...rest,
    estimate: shownDifference(quantity.estimate, scale),
    ...(low === undefined ? {} : { low: shownDifference(low, scale) }),
    ...(high === undefined ? {} : { high: shownDifference(high, scale) }),
    ...(scale === 'percent' ? { unit: '%' } : {}),
  };
}

export const differenceLabels: Record<DifferenceScale, string> = {
  difference: 'Second − first',
  percent: 'Second − first, % of mean',
  log: 'Second / first',
};

/** Differences against means with the bias and the limits of agreement, each with its interval as a band. */
export function blandAltmanPanel({ pairs, differences, limits, scale, name }: BlandAltmanInput): PanelInput {
  const [low, high] = roundDomain(differences.means);
  const horizontal = (id: string, label: string, quantity: Quantity, dashed: boolean) => {
    const shown = shownQuantity(quantity, scale);
    if ('unavailable' in shown) return [];
    const { estimate, low: bottom = estimate, high: top = estimate } = shown;
    return [
      {
        mark: 'line' as const,
        id,
        label,
        colour: 1,
        dashed,
        points: [low, high].map((x) => ({ x, y: estimate })),
        band: [low, high].map((x) => ({ x, low: bottom, high: top })),
      },
    ];
  };
  const none = scale === 'log' ? 1 : 0;
  return {
    id: 'bland-altman',
    x: { label: `${scale === 'log' ? 'Geometric mean' : 'Mean'} of the two, ${name}`, domain: [low, high] },
    y: { label: differenceLabels[scale], ...(scale === 'log' ? ratioAxis(differences, limits) : {}) },
    series: [
      {
        mark: 'points',
        id: 'cases',
        label: 'Cases',
        colour: 0,
        points: drawnPositions(pairs.first.length).map((i) => ({
          x: differences.means[i] as number,
          y: shownDifference(differences.differences[i] as number, scale),
          ...(pairs.subjects ? { subject: pairs.subjects[i] as number } : {}),
          name: pairs.caseNames[i] as string,
        })),
      },
      ...horizontal('bias', 'Bias', limits.bias, false),
      ...horizontal('lower', 'Lower limit', limits.lower, true),
      ...horizontal('upper', 'Upper limit', limits.upper, true),
    ],
    legend: false,
    guides: [{ from: { x: low, y: none }, to: { x: high, y: none } }],
    notes: { corner: 'top-right', lines: noteLines(limits, scale) },
  };
}

/** A logarithmic axis with even steps of the ratio: ratios near 1 have no room for powers of ten. */
function ratioAxis({ differences }: Differences, limits: LimitsOfAgreement) {
  const shown = [limits.lower, limits.upper].flatMap((quantity) => {
    const ends = shownQuantity(quantity, 'log');
    return 'unavailable' in ends ? [] : [ends.low ?? ends.estimate, ends.high ?? ends.estimate];
  });
  const ticks = roundTicks([...differences.map(Math.exp), ...shown]);
  const domain: [number, number] = [ticks[0] as number, ticks.at(-1) as number];
  if (domain[0] <= 0 || domain[1] / domain[0] > 4) return { scale: 'log' as const };
  return { scale: 'log' as const, domain, ticks };
}

function noteLines(limits: LimitsOfAgreement, scale: DifferenceScale): string[] {
  const text = (quantity: Quantity): string => {
    const shown = shownQuantity(quantity, scale);
    return 'unavailable' in shown ? 'not estimable' : significant(shown.estimate, 3);
  };
  const unit = scale === 'percent' ? ' %' : '';
  return [
    `${scale === 'log' ? 'Mean ratio' : 'Bias'} ${text(limits.bias)}${unit}`,
    `Limits ${text(limits.lower)} to ${text(limits.upper)}${unit}`,
  ];
}
