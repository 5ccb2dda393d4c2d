import type { Value } from '../../domain/entities.ts';
import type { CurveGroup } from '../kaplan-meier/analysis.ts';
import { counted } from '../wording.ts';
import { type Found, meanQuantity, percent, tauText } from './analysis.ts';

/** Every number of the figure with its definition. */
export const valuesOf = (found: Found): Value[] => [
  tauValue(found),
  ...found.groups.flatMap((_, group) => meanValues(found, group)),
  ...comparisonValues(found),
];

const tauValue = ({ tau, params }: Found): Value => ({
  id: 'tau',
  label: 'Time up to which survival is averaged',
  definition:
    params.tau === null
      ? 'The smallest of the last follow-ups of the groups: the longest time up to which every curve is known.'
      : 'As given.',
  quantity: { estimate: tau, unit: params.axisUnit },
});

function meanValues(found: Found, group: number): Value[] {
  const { id, label, times, eventCount } = found.groups[group] as CurveGroup;
  const mean = found.means[group];
  return [
    {
      id: `${id}-patients`,
      label: `Patients, ${label}`,
      definition: 'Patients with follow-up in this group.',
      quantity: { estimate: times.length },
    },
    {
      id: `${id}-events`,
      label: `Events, ${label}`,
      definition: 'Patients of this group whose follow-up ended with the event, at any time.',
      quantity: { estimate: eventCount },
    },
    {
      id: `${id}-mean`,
      label: `Restricted mean survival, ${label}`,
      definition: `Area under the Kaplan–Meier curve up to ${tauText(found)}: the mean time survived within it. Normal ${percent(found.params)} interval, cut to 0 and tau.`,
      quantity: meanQuantity(found, group),
    },
    {
      id: `${id}-standard-error`,
      label: `Standard error of the restricted mean, ${label}`,
      definition: "Square root of Greenwood's variance of the area (Σ area² d / (n (n − d)) over the event times).",
      quantity: mean
        ? { estimate: mean.standardError, unit: found.params.axisUnit }
        : { unavailable: 'the mean cannot be estimated' },
    },
  ];
}

function comparisonValues(found: Found): Value[] {
  const { groups, reference, params, comparisons } = found;
  const base = groups[reference]?.label ?? '';
  return comparisons.flatMap(({ group, difference, differenceP, ratio, ratioP, adjustedP }): Value[] => {
    const { id, label } = groups[group] as CurveGroup;
    const against = `${label} against ${base}`;
    return [
      {
        id: `${id}-difference`,
        label: `Difference of the means, ${against}`,
        definition: `First mean minus second; normal ${percent(params)} interval.`,
        quantity: difference,
      },
      {
        id: `${id}-difference-p`,
        label: `Difference, p, ${against}`,
        definition: 'Wald test that the two means are equal, two-sided, unadjusted.',
        quantity: differenceP,
      },
      ...(adjustedP
        ? [
            {
              id: `${id}-difference-p-holm`,
              label: `Difference, adjusted p, ${against}`,
              definition: `The same p value adjusted by Holm over the ${counted(comparisons.length, 'comparison')} with the reference group.`,
              quantity: adjustedP,
            },
          ]
        : []),
      {
        id: `${id}-ratio`,
        label: `Ratio of the means, ${against}`,
        definition: `First mean over second; ${percent(params)} interval normal on the log scale.`,
        quantity: ratio,
      },
      {
        id: `${id}-ratio-p`,
        label: `Ratio, p, ${against}`,
        definition: 'Wald test that the ratio is 1, on the log scale, two-sided, unadjusted.',
        quantity: ratioP,
      },
    ];
  });
}
