import { basename, relative } from 'node:path';
import type { DatasetCheck, DatasetPreview } from '../dataset.ts';
import { listFields, readChoices } from '../dataset-fields.ts';
import { type Choices, type Collection, countPatientFolders, findTable } from './collection.ts';
import { scanFolder } from './scan-folder.ts';
import { groupByPatient, type PatientFiles, type RegionFile } from './series.ts';

const sampleRows = 8;
const shownNames = 8;

/** Reads the headers and the table, opens no pixels and changes nothing. */
export async function previewCollection(
  collection: Collection,
  path: string,
  signal: AbortSignal,
): Promise<DatasetPreview> {
  const scan = await scanFolder(path, signal);
  const patients = groupByPatient(path, scan.headers);
  const table = await findTable(collection, path, signal);
  const plan = collection.plan(readChoices(collection.fields, {}) as Choices);
  const ctSeries = patients.flatMap(({ series }) => series.filter(({ modality }) => modality === 'CT'));
  const regionFiles = patients.flatMap((patient) => patient.regionFiles);
  const lesions = regionFiles.reduce((sum, file) => sum + plan.regions(file).length, 0);
  const joined = table ? patients.filter(({ label }) => table.records.has(label)).length : 0;
  const { table: spec } = collection;
  return {
    kind: 'dataset',
    dataset: collection.id,
    title: collection.title,
    path,
    guide: [...collection.guide],
    checks: [
      patientCheck(collection, await countPatientFolders(path, collection.patientFolder), patients.length),
      {
        label: 'CT series',
        state: ctSeries.length === 0 ? 'missing' : ctSeries.length < patients.length ? 'partly' : 'found',
        detail: `${ctSeries.length} series of ${patients.length} patients.`,
      },
      regionCheck(patients, regionFiles, lesions),
      ...(spec
        ? [
            {
              label: spec.label,
              state: !table ? 'missing' : joined < patients.length ? 'partly' : 'found',
              detail: table
                ? `“${basename(table.path)}” has ${table.records.size} patients, ${joined} of whom have scans here.${table.twice > 0 ? ` ${table.twice} further rows repeat a patient and are not read.` : ''}`
                : 'Not found in the folder or the two levels below it: the patients come in without clinical values.',
            } satisfies DatasetCheck,
          ]
        : []),
    ],
    counts: { patients: patients.length, scans: ctSeries.length, lesions },
    fields: listFields(collection.fields),
    sample: {
      columns: ['Patient', 'CT series', 'Regions', 'Taken'],
      rows: patients
        .slice(0, sampleRows)
        .map((patient) => [
          patient.label,
          String(patient.series.filter(({ modality }) => modality === 'CT').length),
          namesOf(patient.regionFiles.flatMap(({ roiNames }) => roiNames)),
          namesOf(patient.regionFiles.flatMap((file) => plan.regions(file))),
        ]),
    },
    warnings: [
      ...scan.damaged.map(({ path: file, error }) => ({ item: relative(path, file), message: error.message })),
      ...(scan.copies > 0
        ? [{ item: basename(path), message: `${scan.copies} files are copies of others and are left out.` }]
        : []),
    ],
  };
}

const patientCheck = ({ patientCount }: Collection, folders: number, patients: number): DatasetCheck => ({
  label: 'Patients',
  state: patients === 0 ? 'missing' : patients < patientCount ? 'partly' : 'found',
  detail: `${patients} patients in ${folders} folders; the whole collection has ${patientCount}.`,
});

function regionCheck(patients: readonly PatientFiles[], files: readonly RegionFile[], lesions: number): DatasetCheck {
  const withRegions = patients.filter(({ regionFiles }) => regionFiles.length > 0).length;
  return {
    label: 'Regions (RTSTRUCT, SEG)',
    state: lesions === 0 ? 'missing' : withRegions < patients.length ? 'partly' : 'found',
    detail: `${files.length} files of ${withRegions} patients; with the choices below ${lesions} regions are taken.`,
  };
}

function namesOf(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const more = distinct.length > shownNames ? ` and ${distinct.length - shownNames} more` : '';
  return `${distinct.slice(0, shownNames).join(', ')}${more}`;
}
