import { NumberInput, Select, TextInput } from '@mantine/core';
import type { TableMapping } from '#shared/contract/imports.ts';
import classes from './import-dialog.module.css';
import type { TablePreview } from './import-tasks.ts';

interface RolesProps {
  preview: TablePreview;
  mapping: TableMapping;
  onChange: (part: Partial<TableMapping>) => void;
}

/** Who a row is of: patient, lesion and reader; and the features that came with it. */
export function PatientRoles({ preview, mapping, onChange }: RolesProps) {
  const { patient, lesion, reader, features } = mapping;
  const names = preview.columns.map(({ name }) => name);
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.legend}>What a row is</legend>
      <div className={classes.fields}>
        <Select
          label="Patient"
          description="Rows with the same text are one patient"
          data={names}
          searchable
          value={patient}
          onChange={(value) => value && onChange({ patient: value })}
        />
        <Select
          label="Lesion"
          description="Where a lesion has several rows"
          placeholder="each row is a lesion"
          data={names}
          searchable
          clearable
          value={lesion}
          onChange={(value) => onChange({ lesion: value })}
        />
        <Select
          label="Reader"
          description="Who set the seed, if several did"
          placeholder="one reading each"
          data={names}
          searchable
          clearable
          value={reader}
          onChange={(value) => onChange({ reader: value })}
        />
        <Select
          label="Features"
          description="Made elsewhere, numbered columns"
          data={[
            { value: 'none', label: 'None' },
            { value: 'numbered', label: 'Numbered columns' },
          ]}
          value={features ? 'numbered' : 'none'}
          onChange={(value) =>
            onChange({ features: value === 'numbered' ? (preview.suggested.features ?? guessed(names)) : null })
          }
        />
        {features && (
          <>
            <TextInput
              label="They begin with"
              value={features.prefix}
              onChange={(event) => onChange({ features: { ...features, prefix: event.currentTarget.value } })}
            />
            <NumberInput
              label="How many"
              min={1}
              allowDecimal={false}
              value={features.count}
              onChange={(value) =>
                typeof value === 'number' && value >= 1 && onChange({ features: { ...features, count: value } })
              }
            />
          </>
        )}
      </div>
    </fieldset>
  );
}

/** The longest run of columns that differ by their number alone. */
function guessed(names: readonly string[]): NonNullable<TableMapping['features']> {
  const counts = new Map<string, number>();
  for (const name of names) {
    const prefix = name.replace(/\d+$/, '');
    if (prefix !== name) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  const [prefix, count] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? ['pred_', 1];
  return { prefix, count };
}
