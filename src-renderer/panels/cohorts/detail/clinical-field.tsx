import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSend } from '#renderer/state/use-call.ts';
import type { Cell, Column, Lesion } from '#shared/domain/entities.ts';
import classes from './lesion-detail.module.css';
import { readCell } from './read-cell.ts';

interface ClinicalFieldProps {
  column: Column;
  lesion: Lesion;
  value: Cell;
  readOnly: boolean;
}

/** One value of the patient or the lesion, saved on Enter or when the field is left; Escape gives it up. Every save can be undone. */
export function ClinicalField({ column, lesion, value, readOnly }: ClinicalFieldProps) {
  const [text, setText] = useState(value === null ? '' : String(value));
  const [error, setError] = useState<string | null>(null);
  const save = useSend('clinical.set');
  const label = column.unit ? `${column.name} (${column.unit})` : column.name;
  const send = (next: Cell) => {
    if (next === value) return;
    const lesionId = column.level === 'lesion' ? lesion.id : null;
    save.mutate({ patientId: lesion.patientId, lesionId, column: column.name, value: next });
  };
  const submit = () => {
    const cell = readCell(text, column.type);
    if ('error' in cell) return setError(cell.error);
    setError(null);
    send(cell.value);
  };
  return (
    <>
      <span className={classes.valueName}>
        {column.name} {column.unit && <small>{column.unit}</small>}
      </span>
      {column.type === 'boolean' ? (
        <Select
          aria-label={label}
          size="xs"
          clearable={!readOnly}
          placeholder="missing"
          readOnly={readOnly}
          data={[
            { value: 'true', label: 'yes' },
            { value: 'false', label: 'no' },
          ]}
          value={value === null ? null : String(value)}
          onChange={(next) => send(next === null ? null : next === 'true')}
        />
      ) : (
        <TextInput
          aria-label={label}
          placeholder="missing"
          readOnly={readOnly}
          error={error}
          inputMode={column.type === 'number' ? 'decimal' : 'text'}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={submit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') submit();
            if (event.key === 'Escape') {
              setText(value === null ? '' : String(value));
              setError(null);
            }
          }}
        />
      )}
    </>
  );
}
