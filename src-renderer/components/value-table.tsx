import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Value } from '#shared/domain/entities.ts';
import { Definition } from './definition.tsx';
import { formatQuantity } from './format.ts';
import { GridTable } from './grid-table.tsx';

const columns = [
  { id: 'label', label: 'Quantity' },
  { id: 'value', label: 'Value (interval)', align: 'right' as const },
];

/** A longer table is folded to this many rows. */
const mostRows = 20;
const foldedRows = 12;

/** Every number of a result, each with its definition; the first ones alone where there are many. */
export function ValueTable({ values, label = 'Values' }: { values: readonly Value[]; label?: string }) {
  const [unfolded, setUnfolded] = useState(false);
  const isLong = values.length > mostRows;
  const shown = isLong && !unfolded ? values.slice(0, foldedRows) : values;
  const rows = shown.map((value) => ({
    id: value.id,
    dimmed: 'unavailable' in value.quantity,
    cells: [<Definition key="term" term={value.label} definition={value.definition} />, formatQuantity(value.quantity)],
  }));
  return (
    <>
      <GridTable label={label} columns={columns} rows={rows} />
      {isLong && (
        <Button
          variant="subtle"
          color="gray"
          fullWidth
          radius={0}
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          {unfolded ? `Show the first ${foldedRows}` : `Show all ${values.length} values`}
        </Button>
      )}
    </>
  );
}
