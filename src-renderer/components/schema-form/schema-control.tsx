import { MultiSelect, NumberInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { Definition } from '../definition.tsx';
import type { FormColumn, SchemaField } from './schema-fields.ts';

interface SchemaControlProps {
  field: SchemaField;
  columns: readonly FormColumn[];
  values: Readonly<Record<string, unknown>>;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

/** One field of a parameter form. */
export function SchemaControl({ field, columns, values, error, onChange }: SchemaControlProps) {
  const value = values[field.name];
  const asText = typeof value === 'string' ? value : '';
  const clearable = field.empty !== undefined;
  const named = {
    'aria-label': field.label,
    label: <Definition term={field.label} definition={field.description} />,
    // The mark of the definition is a button of its own: a label around it would send its clicks to the field.
    labelProps: { labelElement: 'div' as const },
    error,
  };
  switch (field.kind) {
    case 'boolean':
      return (
        <Switch
          aria-label={field.label}
          label={<Definition term={field.label} definition={field.description} />}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...named}
          value={typeof value === 'number' ? value : ''}
          allowDecimal={!field.integer}
          {...(field.minimum === null ? {} : { min: field.minimum })}
          {...(field.maximum === null ? {} : { max: field.maximum })}
          clampBehavior="blur"
          placeholder={clearable ? 'automatic' : ''}
          onChange={(next) => {
            if (typeof next === 'number') onChange(next);
            else if (next === '') onChange(field.empty);
          }}
        />
      );
    case 'choice':
      return (
        <Select<string | number>
          {...named}
          data={field.options.map((option) => ({ value: option, label: String(option) }))}
          value={typeof value === 'string' || typeof value === 'number' ? value : null}
          clearable={clearable}
          onChange={(next) => onChange(next ?? field.empty)}
        />
      );
    case 'column':
      return (
        <Select
          {...named}
          data={columnNames(columns, field.accepts)}
          value={asText === '' ? null : asText}
          searchable
          clearable={clearable}
          placeholder={clearable ? 'none' : 'choose a column'}
          nothingFoundMessage="No such column"
          onChange={(next) => onChange(next ?? field.empty)}
        />
      );
    case 'value': {
      const known = columns.find(({ name }) => name === values[field.ofField])?.values ?? [];
      if (known.length === 0)
        return <TextInput {...named} value={asText} onChange={(event) => onChange(event.currentTarget.value)} />;
      return (
        <Select
          {...named}
          data={[...new Set([...known, asText])].filter((option) => option !== '')}
          value={asText === '' ? null : asText}
          searchable
          clearable={clearable}
          onChange={(next) => onChange(next ?? field.empty)}
        />
      );
    }
    case 'columns':
      return (
        <MultiSelect
          {...named}
          data={columnNames(columns, field.accepts)}
          value={texts(value)}
          searchable
          onChange={onChange}
        />
      );
    case 'list':
      return (
        <TagsInput
          {...named}
          value={texts(value)}
          placeholder={texts(value).length === 0 ? 'type, then Enter' : ''}
          onChange={(next) => onChange(field.of === 'number' ? next.map(Number).filter(Number.isFinite) : next)}
        />
      );
    case 'text':
      return (
        <TextInput
          {...named}
          value={asText}
          onChange={(event) =>
            onChange(event.currentTarget.value === '' ? (field.empty ?? '') : event.currentTarget.value)
          }
        />
      );
  }
}

const columnNames = (columns: readonly FormColumn[], accepts: 'number' | 'any'): string[] =>
  columns.filter(({ type }) => accepts === 'any' || type === 'number').map(({ name }) => name);

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
