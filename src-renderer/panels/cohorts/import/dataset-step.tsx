import { NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { countOf } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { Tag } from '#renderer/components/tag.tsx';
import classes from './import-dialog.module.css';
import type { DatasetPreview, DatasetTask } from './import-tasks.ts';
import { ImportWarnings } from './import-warnings.tsx';

const tones = { found: 'good', partly: 'warn', missing: 'bad' } as const;

/** A public data set: what it should hold, what was found, and what may be decided. */
export function DatasetStep({ task, onChange }: { task: DatasetTask; onChange: (task: DatasetTask) => void }) {
  const { preview, choices } = task;
  const { counts, sample } = preview;
  return (
    <Stack gap="sm">
      <Text size="sm">
        <strong>{preview.title}</strong>: {countOf(counts.patients, 'patient')}, {countOf(counts.scans, 'scan')},{' '}
        {countOf(counts.lesions, 'lesion')}.
      </Text>
      <ImportWarnings warnings={preview.warnings} />
      <div className={classes.columns}>
        <fieldset className={classes.fieldset}>
          <legend className={classes.legend}>What was looked for</legend>
          <ul className={classes.checks}>
            {preview.checks.map(({ label, state, detail }) => (
              <li key={label}>
                <span>
                  <Tag tone={tones[state]}>{state}</Tag>
                </span>
                <span>
                  {label} <span className={classes.dimmed}>{detail}</span>
                </span>
              </li>
            ))}
          </ul>
        </fieldset>
        <fieldset className={classes.fieldset}>
          <legend className={classes.legend}>Where it comes from</legend>
          <ul className={classes.guide}>
            {preview.guide.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </fieldset>
      </div>
      {preview.fields.length > 0 && (
        <fieldset className={classes.fieldset}>
          <legend className={classes.legend}>To decide</legend>
          <Stack gap="xs">
            {preview.fields.map((field) => (
              <ChoiceField
                key={field.id}
                field={field}
                value={choices[field.id] ?? field.value}
                onChange={(value) => onChange({ ...task, choices: { ...choices, [field.id]: value } })}
              />
            ))}
          </Stack>
        </fieldset>
      )}
      {sample.rows.length > 0 && (
        <fieldset className={classes.fieldset}>
          <legend className={classes.legend}>The first lesions, as they would come in</legend>
          <div className={classes.scroll}>
            <GridTable
              label="First lesions"
              columns={sample.columns.map((label, index) => ({ id: `${index} ${label}`, label }))}
              rows={sample.rows.map((cells, id) => ({ id, cells }))}
            />
          </div>
        </fieldset>
      )}
    </Stack>
  );
}

type Choice = string | number | boolean;

interface ChoiceFieldProps {
  field: DatasetPreview['fields'][number];
  value: Choice;
  onChange: (value: Choice) => void;
}

function ChoiceField({ field, value, onChange }: ChoiceFieldProps) {
  const { label, help, options } = field;
  if (options)
    return (
      <Select
        label={label}
        description={help}
        maw={520}
        data={options}
        value={String(value)}
        onChange={(next) => next !== null && onChange(next)}
      />
    );
  if (typeof value === 'boolean')
    return (
      <Switch
        label={label}
        description={help}
        checked={value}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (typeof field.value === 'number')
    return (
      <NumberInput
        label={label}
        description={help}
        maw={520}
        value={Number(value)}
        onChange={(next) => typeof next === 'number' && onChange(next)}
      />
    );
  return (
    <TextInput
      label={label}
      description={help}
      maw={520}
      value={String(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
