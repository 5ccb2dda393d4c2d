import type { Cell, EndpointDefinition } from '../domain/entities.ts';
import { cellText, matchesText } from '../statistics/data-table.ts';
import { censoringSurvival } from '../statistics/kaplan-meier/censoring.ts';
import { lastAtOrBefore, snapTimes } from '../statistics/kaplan-meier/survival-curve.ts';
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
 * came at or before it; undefined when censored earlier: such a patient is neither alive nor dead at the horizon, with
 * either rule for the censored (`endpointWeights` says what the others count for under `ipcw`).
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

type AliveAt = EndpointDefinition & { kind: 'alive-at' };

/** Follow-up of a row in days, or why it has none. */
function followUpOf(
  definition: AliveAt,
  row: Readonly<Record<string, Cell>>,
): { readonly days: number; readonly hadEvent: boolean } | { readonly reason: string } {
  const timeText = cellText(row[definition.timeColumn] ?? null);
  const eventText = cellText(row[definition.eventColumn] ?? null);
  if (timeText === null) return { reason: `no value of ${definition.timeColumn}` };
  if (eventText === null) return { reason: `no value of ${definition.eventColumn}` };
  const days = Number(timeText) * daysPer[definition.timeUnit];
  if (!Number.isFinite(days) || days < 0) return { reason: `${definition.timeColumn} is not a time of 0 or more` };
  // Converted times may miss the horizon by a rounding error only.
  const isAtHorizon = Math.abs(days - definition.horizonDays) < 1e-6;
  return { days: isAtHorizon ? definition.horizonDays : days, hadEvent: matchesText(eventText, definition.eventValue) };
}

function aliveAt(definition: AliveAt, row: Readonly<Record<string, Cell>>): Target {
  const followUp = followUpOf(definition, row);
  if ('reason' in followUp) return followUp;
  const { days, hadEvent } = followUp;
  if (days > definition.horizonDays) return { target: 1 };
  if (hadEvent) return { target: 0 };
  return days === definition.horizonDays ? { target: 1 } : { reason: `censored before day ${definition.horizonDays}` };
}

/**
 * Inverse probability of censoring weights of an endpoint that asks for them; null for any other. A row with a class
 * weighs 1 / G(min(T, horizon)-), one without a class 0; G is the Kaplan-Meier estimate of not being censored, from the
 * patients of the row's part alone, each counted once, so that test patients say nothing about training.
 * @param patients patient of each row
 * @param parts part of each row, e.g. train, tune, test
 */
export function endpointWeights(
  definition: EndpointDefinition,
  rows: readonly Readonly<Record<string, Cell>>[],
  patients: ArrayLike<number>,
  parts: readonly string[],
): Float64Array | null {
  if (definition.kind !== 'alive-at' || definition.censoring !== 'ipcw') return null;
  const { targets } = endpointTargets(definition, rows);
  const weights = new Float64Array(rows.length);
  for (const part of new Set(parts)) {
    const members = [...rows.keys()].filter((row) => parts[row] === part);
    const probability = uncensored(definition, rows, firstRows(members, patients));
    for (const row of members) {
      const followUp = followUpOf(definition, rows[row] as Record<string, Cell>);
      if ('reason' in followUp || (targets[row] as number) < 0) continue;
      weights[row] = 1 / probability(Math.min(followUp.days, definition.horizonDays));
    }
  }
  return weights;
}

/** The first row of each patient. */
function firstRows(rows: readonly number[], patients: ArrayLike<number>): number[] {
  const seen = new Set<number>();
  return rows.filter((row) => {
    const isFirst = !seen.has(patients[row] as number);
    seen.add(patients[row] as number);
    return isFirst;
  });
}

/** G(t-): the probability of not being censored before a time, from these rows. */
function uncensored(
  definition: AliveAt,
  rows: readonly Readonly<Record<string, Cell>>[],
  members: readonly number[],
): (days: number) => number {
  const followUps = members.flatMap((row) => {
    const followUp = followUpOf(definition, rows[row] as Record<string, Cell>);
    return 'reason' in followUp ? [] : [followUp];
  });
  followUps.sort((a, b) => a.days - b.days);
  const times = snapTimes(Float64Array.from(followUps, ({ days }) => days));
  const { after } = censoringSurvival(
    times,
    Uint8Array.from(followUps, ({ hadEvent }) => (hadEvent ? 1 : 0)),
  );
  return (days) => {
    const earlier = lastAtOrBefore(times, days - 1e-9 * Math.max(1, days));
    return earlier < 0 ? 1 : (after[earlier] as number);
  };
}
