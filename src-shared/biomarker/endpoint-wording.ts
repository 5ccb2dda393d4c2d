import type { Cell, ColumnLevel, EndpointDefinition } from '../domain/entities.ts';
import { daysPer } from '../statistics/time-units.ts';
import { counted, significant } from '../statistics/wording.ts';
import { endpointClasses, endpointTargets } from './endpoint.ts';

/** How many patients, or lesions, have each class, and why the others have none. */
export interface EndpointCounts {
  /** By class name. */
  readonly counts: Readonly<Record<string, number>>;
  readonly undefinedCount: number;
  /** Those without a class by the reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** @param rows values of the columns, one row per patient or, for an endpoint of lesions, per lesion */
export function endpointCounts(
  definition: EndpointDefinition,
  rows: readonly Readonly<Record<string, Cell>>[],
): EndpointCounts {
  const { classes, targets, reasons } = endpointTargets(definition, rows);
  const byReason: Record<string, number> = {};
  for (const reason of reasons) if (reason !== null) byReason[reason] = (byReason[reason] ?? 0) + 1;
  return {
    counts: Object.fromEntries(
      classes.map((name, index) => [name, targets.reduce((sum, target) => (target === index ? sum + 1 : sum), 0)]),
    ),
    undefinedCount: targets.reduce((sum, target) => (target < 0 ? sum + 1 : sum), 0),
    reasons: byReason,
  };
}

/**
 * What the endpoint was, for a Methods section: who counts as what, on which side the ties are, how many patients have
 * no class and why, and what became of them.
 */
export function endpointMethodsSentence(
  definition: EndpointDefinition,
  found: EndpointCounts,
  level: ColumnLevel = 'patient',
): string {
  const total = Object.values(found.counts).reduce((sum, count) => sum + count, 0) + found.undefinedCount;
  const isAlive = definition.kind === 'alive-at';
  // By class, for an object puts keys such as "1" before others.
  const classes = endpointClasses(definition).map(
    (name) => `${found.counts[name] ?? 0} ${isAlive ? name : `"${name}"`}`,
  );
  const whole = `Of ${counted(total, level)}, ${classes.join(', ')}`;
  if (found.undefinedCount === 0) return `${rule(definition)} ${whole}; all had a value.`;
  const reasons = Object.entries(found.reasons).map(([reason, count]) => `${count} ${reason}`);
  return `${rule(definition)} ${whole}; ${found.undefinedCount} had no value (${reasons.join(', ')}) and ${fate(definition)}.`;
}

function rule(definition: EndpointDefinition): string {
  switch (definition.kind) {
    case 'binary':
      return `The endpoint was ${definition.column} = ${definition.positive.join(' or ')} against all other values.`;
    case 'categorical':
      return `The endpoint was ${definition.column}, with the classes ${definition.classes.join(', ')}.`;
    case 'alive-at': {
      const { horizonDays, timeColumn, timeUnit, eventColumn, eventValue } = definition;
      const days = significant(horizonDays, 6);
      const units =
        timeUnit === 'days' ? 'in days' : `in ${timeUnit}, of ${significant(daysPer[timeUnit], 6)} days each`;
      return `The endpoint was being alive ${days} days after time zero: patients followed for more than ${days} days (> ${days}; ${timeColumn}, ${units}), or censored exactly at ${days}, count as alive, and those with the event (${eventColumn} = ${eventValue}) at or before ${days} days (<= ${days}) as dead; those censored earlier are neither.`;
    }
  }
}

function fate(definition: EndpointDefinition): string {
  if (definition.kind !== 'alive-at' || definition.censoring === 'exclude')
    return 'took no part in training, tuning or testing';
  const days = significant(definition.horizonDays, 6);
  return `were stood in for by the others, each weighted by the inverse of the probability of not being censored before the event or day ${days}, 1 / G(min(T, ${days})−), in training, tuning and testing; G is the Kaplan–Meier estimate for censoring in the same part of the split`;
}
