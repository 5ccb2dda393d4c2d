import { createHash } from 'node:crypto';
import type { DataTable } from '#shared/statistics/data-table.ts';

/**
 * The fingerprint of what a statistic read: column names, types and values (float64 little-endian), columns in order
 * of their names, which rows share a patient, and what is attached. Database ids do not enter, so the same data
 * imported into another workspace in the same order give the same hash.
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
  const { features, expression, geneSets, saliency, featureStability, study } = table.attachments ?? {};
  if (features) {
    add({ features: features.dimension });
    hash.update(rawBytes(features.values));
  }
  if (expression) {
    add({
      genes: expression.genes,
      samples: Array.from(expression.patients, (patient) => ordinals.get(patient) ?? null),
    });
    hash.update(rawBytes(expression.values));
  }
  if (geneSets) add({ geneSets: geneSets.sets });
  if (study) add({ study });
  for (const { method, className, hu, map } of saliency ?? []) {
    add({ saliency: method, className });
    hash.update(rawBytes(hu)).update(rawBytes(map));
  }
  if (featureStability) {
    add({ featureStability: featureStability.draws, lesions: featureStability.lesions });
    hash.update(littleEndian(featureStability.icc));
  }
  return hash.digest('hex');
}

/** Attachments are little-endian float32 on every machine that Seedpoint runs on. */
const rawBytes = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Every NaN becomes the same one: its other bits carry nothing. */
function littleEndian(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, i) => view.setFloat64(i * 8, Number.isNaN(value) ? Number.NaN : value, true));
  return new Uint8Array(view.buffer);
}
