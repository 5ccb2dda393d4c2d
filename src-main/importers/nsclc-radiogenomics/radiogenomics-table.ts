import type { Cell } from '#shared/domain/entities.ts';
import type { TableRecord } from '../dataset-table.ts';
import { daysBetween, readDate } from '../deidentify/date-text.ts';
import type { Choices, CollectionColumn, CollectionTable } from '../dicom-folder/collection.ts';

const absent = /^(not collected|not recorded.*|not assessed|unknown|n\/a)$/i;

const texts = [
  'Patient affiliation',
  'Gender',
  'Ethnicity',
  'Smoking status',
  '%GG',
  'Histology',
  'Pathological T stage',
  'Pathological N stage',
  'Pathological M stage',
  'Histopathological Grade',
  'Lymphovascular invasion',
  'Pleural invasion (elastic, visceral, or parietal)',
  'EGFR mutation status',
  'KRAS mutation status',
  'ALK translocation status',
  'Recurrence Location',
];
const yesOrNo = ['Adjuvant Treatment', 'Chemotherapy', 'Radiation', 'Recurrence'];
const numbers: Readonly<Record<string, string | null>> = {
  'Age at Histological Diagnosis': 'years',
  'Weight (lbs)': 'lb',
  'Pack Years': null,
  'Days between CT and surgery': 'days',
};
const places = ['RUL', 'RML', 'RLL', 'LUL', 'LLL', 'L Lingula', 'Unknown'];

const column = (name: string, type: CollectionColumn['type'], unit: string | null = null): CollectionColumn => ({
  name,
  type,
  unit,
  level: 'patient',
});

/** The clinical table of the archive; survival is computed, since it gives dates. */
export const radiogenomicsTable: CollectionTable = {
  label: 'Clinical table',
  named: /radiogenomic.*\.csv$/i,
  patientColumn: 'Case ID',
  needed: ['Case ID', 'Survival Status', 'Date of Last Known Alive', 'CT Date'],
  columns: [
    column('Survival.time', 'number', 'days'),
    column('deadstatus.event', 'number'),
    column('Tumor location', 'text'),
    ...Object.entries(numbers).map(([name, unit]) => column(name, 'number', unit)),
    ...texts.map((name) => column(name, 'text')),
    ...yesOrNo.map((name) => column(name, 'boolean')),
  ],
  valuesOf: (record, choices) => ({
    'Survival.time': survivalDays(record, choices),
    'deadstatus.event': statusOf(record),
    'Tumor location':
      places.filter((name) => record.text(`Tumor Location (choice=${name})`) === 'Checked').join(', ') || null,
    ...Object.fromEntries(Object.keys(numbers).map((name) => [name, record.number(name)])),
    ...Object.fromEntries(texts.map((name) => [name, textOf(record, name)])),
    ...Object.fromEntries(yesOrNo.map((name) => [name, answer(record.text(name))])),
  }),
};

/** The header of the histology has a blank at its end in some copies. */
function textOf(record: TableRecord, name: string): string | null {
  const text = record.text(name) || record.text(`${name} `);
  return text === '' || absent.test(text) ? null : text;
}

const answer = (text: string): boolean | null => (/^yes$/i.test(text) ? true : /^no$/i.test(text) ? false : null);

const statusOf = (record: TableRecord): number | null =>
  /^dead$/i.test(record.text('Survival Status')) ? 1 : /^alive$/i.test(record.text('Survival Status')) ? 0 : null;

/**
 * Days from the CT to the day last known alive: what the study used, and 92 or so more than the archive's "Time to Death",
 * which counts from the surgery. With `end: 'death'` the dead are followed to the day of death where it is given; in a few
 * patients it is later.
 */
function survivalDays(record: TableRecord, choices: Choices): Cell {
  const from = readDate(record.text('CT Date'), 'month-first');
  const lastAlive = readDate(record.text('Date of Last Known Alive'), 'month-first');
  const death = choices['end'] === 'death' ? readDate(record.text('Date of Death'), 'month-first') : null;
  const to = death ?? lastAlive;
  return from && to ? daysBetween(from.day, to.day) : null;
}
