import type { Value } from '#shared/domain/entities.ts';
import { Definition } from './definition.tsx';
import { formatQuantity } from './format.ts';
import { GridTable } from './grid-table.tsx';

const columns = [
  { id: 'label', label: 'Quantity' },
  { id: 'value', label: 'Value (interval)', align: 'right' as const },
];

/** Every number of a result, each with its definition. */
export function ValueTable({ values, label = 'Values' }: { values: readonly Value[]; label?: string }) {
  const rows = values.map((value) => ({
    id: value.id,
    dimmed: 'unavailable' in value.quantity,
    cells: [<Definition key="term" term={value.label} definition={value.definition} />, formatQuantity(value.quantity)],
  }));
  return <GridTable label={label} columns={columns} rows={rows} />;
}
