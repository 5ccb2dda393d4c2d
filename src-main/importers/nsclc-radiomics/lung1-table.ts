import type { Vec3 } from '#shared/imaging/geometry.ts';
import type { TableRecord } from '../dataset-table.ts';
import type { CollectionColumn, CollectionTable } from '../dicom-folder/collection.ts';
import { pointOf } from '../table/cell-values.ts';

const numbers = [
  'age',
  'clinical.T.Stage',
  'Clinical.N.Stage',
  'Clinical.M.Stage',
  'Survival.time',
  'deadstatus.event',
];
const texts = ['Overall.Stage', 'Histology', 'gender'];
const units: Readonly<Record<string, string>> = { age: 'years', 'Survival.time': 'days' };

const columns: CollectionColumn[] = [
  ...numbers.map((name) => ({ name, type: 'number' as const, unit: units[name] ?? null, level: 'patient' as const })),
  ...texts.map((name) => ({ name, type: 'text' as const, unit: null, level: 'patient' as const })),
];

/** The clinical table of the archive, or the reference package's annotations, which have the same columns and seeds. */
export const lung1Table: CollectionTable = {
  label: 'Clinical table',
  named: /(lung1.*clinical.*|^annotations)\.csv$/i,
  patientColumn: 'PatientID',
  needed: ['PatientID', 'Survival.time', 'deadstatus.event'],
  columns,
  valuesOf: (record) =>
    Object.fromEntries([
      ...numbers.map((name) => [name, record.number(name)] as const),
      ...texts.map((name) => [name, record.text(name) || null] as const),
    ]),
};

/** LPS millimetres; null where the table has no seeds. */
export const seedOf = (record: TableRecord): Vec3 | null =>
  pointOf(['coordX', 'coordY', 'coordZ'].map((column) => record.number(column)));
