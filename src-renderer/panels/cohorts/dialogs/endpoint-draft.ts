import { type EndpointDefinition, endpointDefinitionSchema } from '#shared/domain/entities.ts';

/** What the form holds while it is filled: all kinds at once. */
export interface EndpointDraft {
  readonly kind: EndpointDefinition['kind'];
  readonly column: string | null;
  readonly values: string[];
  readonly timeColumn: string | null;
  readonly timeUnit: 'days' | 'months' | 'years';
  readonly eventColumn: string | null;
  readonly eventValue: string;
  readonly horizonDays: number;
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
};

/** The definition that a draft stands for; null while something is missing. */
export function draftDefinition(draft: EndpointDraft): EndpointDefinition | null {
  const { kind, column, values, timeColumn, timeUnit, eventColumn, eventValue, horizonDays } = draft;
  const definition =
    kind === 'binary'
      ? { kind, column, positive: values }
      : kind === 'categorical'
        ? { kind, column, classes: values }
        : { kind, timeColumn, timeUnit, eventColumn, eventValue: eventValue.trim(), horizonDays };
  if (kind === 'alive-at' && eventValue.trim() === '') return null;
  return endpointDefinitionSchema.safeParse(definition).data ?? null;
}
