import type { Cell, EndpointDefinition } from '../domain/entities.ts';
import { cellText, matchesText } from '../statistics/data-table.ts';
import { daysPer } from '../statistics/time-units.ts';

interface EndpointTargets {
  /** For two-class endpoints the positive class is the second. */
  readonly classes: string[];
  /** Class number of each row; -1 where the endpoint is undefined. */
  readonly targets: Int32Array;
  /** Why a row has no class; null where it has one. Names columns, never patients. */
  readonly reasons: (string | null)[];
}

type Target = { readonly target: number } | { readonly reason: string };

/**
 * Applies an endpoint to clinical rows. A missing or unknown value makes a row undefined, never negative.
 *
 * `alive-at`: class 1 (alive) when followed beyond the horizon, or censored exactly at it; class 0 (dead) when the event
 * came at or before it; undefined when censored earlier: such a patient is neither alive nor dead at the horizon.
 */
export function endpointTargets(
  definition: EndpointDefinition,
  rows: readonly Readonly<Record<string, Cell>>[],
): EndpointTargets {
  const decide = deciderOf(definition);
  const decided = rows.map(decide);
  return {
    classes: endpointClasses(definition),
    targets: Int32Array.from(decided, (one) => ('target' in one ? one.target : -1)),
    reasons: decided.map((one) => ('reason' in one ? one.reason : null)),
  };
}

export function endpointClasses(definition: EndpointDefinition): string[] {
  switch (definition.kind) {
    case 'binary': {
      const positive = definition.positive.join(' or ');
      return [`not ${positive}`, positive];
    }
    case 'categorical':
      return [...definition.classes];
    case 'alive-at':
      return ['dead', 'alive'];
  }
}

function deciderOf(definition: EndpointDefinition): (row: Readonly<Record<string, Cell>>) => Target {
  switch (definition.kind) {
    case 'binary':
      return (row) => {
        const text = cellText(row[definition.column] ?? null);
        if (text === null) return { reason: `no value of ${definition.column}` };
        return { target: definition.positive.some((value) => matchesText(text, value)) ? 1 : 0 };
      };
    case 'categorical':
      return (row) => {
        const text = cellText(row[definition.column] ?? null);
        if (text === null) return { reason: `no value of ${definition.column}` };
        const target = definition.classes.findIndex((value) => matchesText(text, value));
        return target >= 0 ? { target } : { reason: `a value of ${definition.column} that is none of the classes` };
      };
    case 'alive-at':
      return (row) => aliveAt(definition, row);
  }
}

function aliveAt(definition: EndpointDefinition & { kind: 'alive-at' }, row: Readonly<Record<string, Cell>>): Target {
  const timeText = cellText(row[definition.timeColumn] ?? null);
  const eventText = cellText(row[definition.eventColumn] ?? null);
  if (timeText === null) return { reason: `no value of ${definition.timeColumn}` };
  if (eventText === null) return { reason: `no value of ${definition.eventColumn}` };
  const days = Number(timeText) * daysPer[definition.timeUnit];
  if (!Number.isFinite(days) || days < 0) return { reason: `${definition.timeColumn} is not a time of 0 or more` };
  // Converted times may miss the horizon by a rounding error only.
  const sinceHorizon = Math.abs(days - definition.horizonDays) < 1e-6 ? 0 : days - definition.horizonDays;
  const hadEvent = matchesText(eventText, definition.eventValue);
  if (sinceHorizon > 0) return { target: 1 };
  if (hadEvent) return { target: 0 };
  return sinceHorizon === 0 ? { target: 1 } : { reason: `censored before day ${definition.horizonDays}` };
}
