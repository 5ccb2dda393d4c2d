import { type Column, type EndpointDefinition, endpointDefinitionSchema } from '#shared/domain/entities.ts';

const timeUnits = ['days', 'months', 'years'] as const;

/** What the form holds while it is filled: all kinds at once. */
export interface EndpointDraft {
  readonly kind: EndpointDefinition['kind'];
  readonly column: string | null;
  readonly values: string[];
  readonly timeColumn: string | null;
  readonly timeUnit: (typeof timeUnits)[number];
  readonly eventColumn: string | null;
  readonly eventValue: string;
  readonly horizonDays: number;
  readonly censoring: (EndpointDefinition & { kind: 'alive-at' })['censoring'];
}

/** Two years are 730 days in the study that the app follows. */
export const emptyDraft: EndpointDraft = {
  kind: 'binary',
  column: null,
  values: [],
  timeColumn: null,
  timeUnit: 'days',
  eventColumn: null,
  eventValue: '',
  horizonDays: 730,
  censoring: 'exclude',
};

/** The unit that a column of times was imported with; undefined where it is none of time. */
export const timeUnitOf = (columns: readonly Column[], name: string | null): EndpointDraft['timeUnit'] | undefined => {
  const unit = columns.find((column) => column.name === name)?.unit;
  return timeUnits.find((known) => known === unit);
};

/** The definition that a draft stands for; null while something is missing. */
export function draftDefinition(draft: EndpointDraft): EndpointDefinition | null {
  const { kind, column, values, timeColumn, timeUnit, eventColumn, eventValue, horizonDays, censoring } = draft;
  const definition =
    kind === 'binary'
      ? { kind, column, positive: values }
      : kind === 'categorical'
        ? { kind, column, classes: values }
        : { kind, timeColumn, timeUnit, eventColumn, eventValue: eventValue.trim(), horizonDays, censoring };
  if (kind === 'alive-at' && eventValue.trim() === '') return null;
  return endpointDefinitionSchema.safeParse(definition).data ?? null;
}
