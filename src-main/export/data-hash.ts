import { createHash } from 'node:crypto';
import type { DataTable } from '#shared/statistics/data-table.ts';

/**
 * The fingerprint of what a statistic read: column names, types and values (float64 little-endian), columns in order
 * of their names, and which rows share a patient. Database ids do not enter, so the same data imported into another
 * workspace in the same order give the same hash.
 */
export function hashTable(table: DataTable): string {
  const hash = createHash('sha256');
  const add = (value: unknown) => hash.update(`${JSON.stringify(value)}\n`);
  add({ rows: table.rowCount });
  const columns = [...table.columns].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, column] of columns) {
    add({ name, type: column.type });
    if (column.type === 'text') add(column.values);
    else hash.update(littleEndian(column.values));
  }
  const ordinals = new Map<number, number>();
  add(
    Array.from(table.patients ?? [], (patient) => {
      if (!ordinals.has(patient)) ordinals.set(patient, ordinals.size);
      return ordinals.get(patient);
    }),
  );
  return hash.digest('hex');
}

/** Every NaN becomes the same one: its other bits carry nothing. */
function littleEndian(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, i) => view.setFloat64(i * 8, Number.isNaN(value) ? Number.NaN : value, true));
  return new Uint8Array(view.buffer);
}
