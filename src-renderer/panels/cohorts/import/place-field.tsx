import { Select, TextInput } from '@mantine/core';
import classes from './import-dialog.module.css';

type Place = { column: string } | { template: string };
type Kind = 'none' | 'column' | 'template';

interface PlaceFieldProps {
  label: string;
  /** What `none` is called; null: it may not be chosen. */
  none: string | null;
  columns: readonly string[];
  placeholder: string;
  value: Place | null;
  onChange: (value: Place | null) => void;
}

/** Where a row says that a file is: in a column of paths, or by a template of its name. */
export function PlaceField({ label, none, columns, placeholder, value, onChange }: PlaceFieldProps) {
  const kind: Kind = value === null ? 'none' : 'column' in value ? 'column' : 'template';
  const setKind = (next: Kind) => {
    if (next === 'none') onChange(null);
    else onChange(next === 'column' ? { column: columns[0] ?? '' } : { template: '' });
  };
  return (
    <>
      <Select<Kind>
        label={label}
        data={[
          { value: 'column', label: 'A column of paths' },
          { value: 'template', label: 'A file name template' },
          ...(none === null ? [] : [{ value: 'none' as const, label: none }]),
        ]}
        value={kind}
        onChange={(next) => next && setKind(next)}
      />
      {value !== null && 'column' in value && (
        <Select
          label={`Column of ${label.toLowerCase()}`}
          data={[...columns]}
          searchable
          value={value.column}
          onChange={(column) => column && onChange({ column })}
        />
      )}
      {value !== null && 'template' in value && (
        <TextInput
          className={classes.wide}
          label={`Template of ${label.toLowerCase()}`}
          description="{PatientID:3} is the patient with three digits"
          placeholder={placeholder}
          value={value.template}
          onChange={(event) => onChange({ template: event.currentTarget.value })}
        />
      )}
    </>
  );
}
