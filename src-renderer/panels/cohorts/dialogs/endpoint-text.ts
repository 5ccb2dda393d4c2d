import type { EndpointDefinition } from '#shared/domain/entities.ts';

/** A definition in words, as a reader of the methods would say it. */
export function definitionText(definition: EndpointDefinition): string {
  switch (definition.kind) {
    case 'binary':
      return `${definition.column} is ${definition.positive.join(' or ')}`;
    case 'categorical':
      return `${definition.column}: ${definition.classes.join(', ')}`;
    case 'alive-at':
      return `alive ${definition.horizonDays} days after time zero (${definition.timeColumn} in ${definition.timeUnit}; event: ${definition.eventColumn} = ${definition.eventValue}); censored earlier: ${definition.censoring === 'ipcw' ? 'no value, the others weighted for them' : 'no value'}`;
  }
}
