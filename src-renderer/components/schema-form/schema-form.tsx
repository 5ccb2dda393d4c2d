import { Stack } from '@mantine/core';
import { SchemaControl } from './schema-control.tsx';
import { type FormColumn, type JsonSchema, schemaFields } from './schema-fields.ts';

interface SchemaFormProps {
  schema: JsonSchema;
  columns: readonly FormColumn[];
  values: Readonly<Record<string, unknown>>;
  onChange: (values: Record<string, unknown>) => void;
  /** Messages by field name, e.g. from an `invalid-input` error. */
  errors?: Readonly<Record<string, string>>;
}

/** A form for any parameter object that JSON Schema describes. */
export function SchemaForm({ schema, columns, values, onChange, errors = {} }: SchemaFormProps) {
  return (
    <Stack gap={10}>
      {schemaFields(schema).map((field) => (
        <SchemaControl
          key={field.name}
          field={field}
          columns={columns}
          values={values}
          error={errors[field.name]}
          onChange={(value) => onChange({ ...values, [field.name]: value })}
        />
      ))}
    </Stack>
  );
}
