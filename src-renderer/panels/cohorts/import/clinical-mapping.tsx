import { Checkbox, Select, TextInput } from '@mantine/core';
import { GridTable } from '#renderer/components/grid-table.tsx';
import type { TableMapping } from '#shared/contract/imports.ts';
import { columnTypes } from '#shared/domain/entities.ts';
import classes from './import-dialog.module.css';
import type { TablePreview } from './table-step.tsx';

type Clinical = TableMapping['clinical'];
const typeNames = { number: 'number', text: 'text', boolean: 'yes/no' } as const;
const columns = [
  { id: 'take', label: 'Take' },
  { id: 'column', label: 'Column' },
  { id: 'samples', label: 'First values' },
  { id: 'missing', label: 'Missing', align: 'right' as const },
  { id: 'name', label: 'Name' },
  { id: 'type', label: 'Type' },
  { id: 'unit', label: 'Unit' },
];

interface ClinicalMappingProps {
  preview: TablePreview;
  mapping: TableMapping;
  onChange: (clinical: Clinical) => void;
}

/** Which columns are clinical values, with their names, types and units. */
export function ClinicalMapping({ preview, mapping, onChange }: ClinicalMappingProps) {
  const { clinical } = mapping;
  const rows = preview.columns.map(({ name, type, samples, missing }) => {
    const taken = clinical.find(({ column }) => column === name);
    const change = (part: Partial<Clinical[number]>) =>
      onChange(clinical.map((entry) => (entry.column === name ? { ...entry, ...part } : entry)));
    const take = (on: boolean) =>
      onChange(
        on
          ? [...clinical, { column: name, name, type, unit: null, level: 'patient' as const, values: {}, factor: 1 }]
          : clinical.filter(({ column }) => column !== name),
      );
    return {
      id: name,
      dimmed: !taken,
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
            w={118}
            value={taken.name}
            error={taken.name.trim() === ''}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        ),
        taken && (
          <Select
            key="type"
            aria-label={`Type of ${name}`}
            w={88}
            data={columnTypes.map((value) => ({ value, label: typeNames[value] }))}
            value={taken.type}
            onChange={(value) => value && change({ type: value })}
          />
        ),
        taken && (
          <TextInput
            key="unit"
            aria-label={`Unit of ${name}`}
            w={66}
            placeholder="none"
            value={taken.unit ?? ''}
            onChange={(event) => change({ unit: event.currentTarget.value.trim() || null })}
          />
        ),
      ],
    };
  });
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.legend}>Clinical values</legend>
      <div className={classes.scroll}>
        <GridTable label="Columns of the table" columns={columns} rows={rows} />
      </div>
    </fieldset>
  );
}
