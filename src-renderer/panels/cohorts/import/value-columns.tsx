import { Checkbox, Group, Select, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Tag } from '#renderer/components/tag.tsx';
import type { TableMapping } from '#shared/contract/imports.ts';
import { type ColumnLevel, columnTypes } from '#shared/domain/entities.ts';
import classes from './import-dialog.module.css';
import type { TablePreview } from './import-tasks.ts';
import { type ValueColumn, ValueColumnDetails } from './value-column-details.tsx';

const typeNames = { number: 'number', text: 'text', boolean: 'yes/no' } as const;
const columns = [
  { id: 'take', label: 'Take' },
  { id: 'column', label: 'Column' },
  { id: 'samples', label: 'First values' },
  { id: 'missing', label: 'Missing', align: 'right' as const },
  { id: 'name', label: 'Name' },
  { id: 'level', label: 'One value for each' },
  { id: 'type', label: 'Type' },
  { id: 'unit', label: 'Unit' },
  { id: 'details', label: 'Values and units', hidden: true },
];

interface ValueColumnsProps {
  preview: TablePreview;
  mapping: TableMapping;
  onChange: (clinical: ValueColumn[]) => void;
}

/** Which columns are values of patients or lesions, with their names, types, units and what their texts become. */
export function ValueColumns({ preview, mapping, onChange }: ValueColumnsProps) {
  const { clinical, features } = mapping;
  const [open, setOpen] = useState<string | null>(null);
  const isFeature = (name: string) =>
    features !== null && name.startsWith(features.prefix) && /^\d+$/.test(name.slice(features.prefix.length));
  const shown = preview.columns.filter(({ name }) => !isFeature(name));
  const allTaken = shown.every(({ name }) => clinical.some(({ column }) => column === name));
  const rows = shown.map(({ name, type, samples, missing }) => {
    const taken = clinical.find(({ column }) => column === name);
    const change = (part: Partial<ValueColumn>) =>
      onChange(clinical.map((entry) => (entry.column === name ? { ...entry, ...part } : entry)));
    const take = (on: boolean) =>
      onChange(on ? [...clinical, fresh(name, type)] : clinical.filter(({ column }) => column !== name));
    return {
      id: name,
      dimmed: !taken,
      details: taken && open === name && <ValueColumnDetails path={preview.path} entry={taken} onChange={change} />,
      cells: [
        <Checkbox
          key="take"
          aria-label={`Take ${name}`}
          checked={taken !== undefined}
          onChange={(event) => take(event.currentTarget.checked)}
        />,
        name,
        samples.slice(0, 3).join(', '),
        missing,
        taken && (
          <TextInput
            key="name"
            aria-label={`Name of ${name}`}
            w={130}
            value={taken.name}
            error={taken.name.trim() === ''}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        ),
        taken && (
          <Select<ColumnLevel>
            key="level"
            aria-label={`${name} is a value of`}
            w={92}
            data={[
              { value: 'patient', label: 'patient' },
              { value: 'lesion', label: 'lesion' },
            ]}
            value={taken.level}
            onChange={(value) => value && change({ level: value })}
          />
        ),
        taken && (
          <Select
            key="type"
            aria-label={`Type of ${name}`}
            w={92}
            data={columnTypes.map((value) => ({ value, label: typeNames[value] }))}
            value={taken.type}
            onChange={(value) => value && change({ type: value })}
          />
        ),
        taken && (
          <TextInput
            key="unit"
            aria-label={`Unit of ${name}`}
            w={72}
            placeholder="none"
            value={taken.unit ?? ''}
            onChange={(event) => change({ unit: event.currentTarget.value.trim() || null })}
          />
        ),
        taken && (
          <Group key="details" gap={4} wrap="nowrap" justify="flex-end">
            {taken.factor !== 1 && <Tag tone="info">× {taken.factor}</Tag>}
            {Object.keys(taken.values).length > 0 && <Tag tone="info">values named</Tag>}
            <IconButton
              icon={open === name ? IconChevronDown : IconChevronRight}
              size={24}
              label={`Values and units of ${name}`}
              onClick={() => setOpen(open === name ? null : name)}
            />
          </Group>
        ),
      ],
    };
  });
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.legend}>Values of patients and lesions</legend>
      <Checkbox
        mb={6}
        label="Take all columns"
        checked={allTaken && shown.length > 0}
        indeterminate={!allTaken && clinical.length > 0}
        onChange={(event) =>
          onChange(
            event.currentTarget.checked
              ? shown.map(({ name, type }) => clinical.find(({ column }) => column === name) ?? fresh(name, type))
              : [],
          )
        }
      />
      <div className={classes.scroll}>
        <GridTable label="Columns of the table" columns={columns} rows={rows} />
      </div>
    </fieldset>
  );
}

const fresh = (name: string, type: ValueColumn['type']): ValueColumn => ({
  column: name,
  name,
  type,
  unit: null,
  level: 'patient',
  values: {},
  factor: 1,
});
