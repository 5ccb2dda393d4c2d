import { Button, Stack } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { fieldSections } from './field-sections.ts';
import { SchemaControl } from './schema-control.tsx';
import { type FormColumn, type JsonSchema, type SchemaField, schemaFields } from './schema-fields.ts';

interface SchemaFormProps {
  schema: JsonSchema;
  columns: readonly FormColumn[];
  values: Readonly<Record<string, unknown>>;
  onChange: (values: Record<string, unknown>) => void;
  /** Messages by field name, e.g. from an `invalid-input` error. */
  errors?: Readonly<Record<string, string>>;
}

/** A form for any parameter object that JSON Schema describes; a long one keeps its method behind a button. */
export function SchemaForm({ schema, columns, values, onChange, errors = {} }: SchemaFormProps) {
  const [unfolded, setUnfolded] = useState(false);
  const moreId = useId();
  const { main, more } = fieldSections(schemaFields(schema));
  const opened = unfolded || more.some(({ name }) => errors[name] !== undefined);
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  const control = (field: SchemaField) => (
    <SchemaControl
      key={field.name}
      field={field}
      columns={columns}
      values={values}
      error={errors[field.name]}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  );
  return (
    <Stack gap={10}>
      {main.map(control)}
      {more.length > 0 && (
        <Button
          variant="subtle"
          color="gray"
          justify="flex-start"
          px={4}
          leftSection={<Chevron size={14} aria-hidden />}
          aria-expanded={opened}
          aria-controls={moreId}
          onClick={() => setUnfolded(!opened)}
        >
          More options ({more.length})
        </Button>
      )}
      <Stack gap={10} id={moreId} hidden={!opened} display={opened ? 'flex' : 'none'}>
        {opened && more.map(control)}
      </Stack>
    </Stack>
  );
}
