import type { importCalls } from '#shared/contract/imports.ts';
import { type PayloadsOf, without } from '../payload.ts';

const mapping = {
  patient: 'PatientID',
  image: { column: 'image_path' },
  imageFolder: null,
  seed: { x: 'coordX', y: 'coordY', z: 'coordZ' },
  array: { arrayName: null, axisOrder: 'zyx', intensity: 'scaled' },
  clinical: [{ column: 'age', name: 'age', type: 'number', unit: 'years' }],
};
const table = { kind: 'table', path: '/lesions.csv', mapping };
const dicom = { kind: 'dicom-folder', path: '/dicom', rois: ['GTV-1'] };

const tablePreview = {
  kind: 'table',
  path: '/lesions.csv',
  rowCount: 12,
  columns: [{ name: 'age', type: 'number', samples: ['61'], missing: 0 }],
  suggested: mapping,
  warnings: [{ item: 'row 3', message: 'The coordinate is empty.' }],
};
const series = {
  patientLabel: 'a',
  description: 'chest',
  modality: 'CT',
  sliceCount: 134,
  usable: false,
  reason: 'One slice is missing.',
};
const dicomPreview = {
  kind: 'dicom-folder',
  path: '/dicom',
  fileCount: 135,
  patientCount: 1,
  series: [series],
  rois: [{ name: 'GTV-1', patientCount: 1, suggested: true }],
  tables: [],
  repairable: 0,
  warnings: [],
};

export const importPayloads: PayloadsOf<keyof typeof importCalls> = {
  'imports.columnValues': {
    input: { valid: [{ path: '/lesions.csv', column: 'sex' }], refused: [{ path: '/lesions.csv' }] },
    output: {
      valid: [{ values: [{ text: 'M', count: 7 }], more: false }],
      refused: [{ values: [{ text: 'M' }], more: false }],
    },
  },
  'imports.previewRows': {
    input: { valid: [{ path: '/lesions.csv', mapping }], refused: [{ path: '/lesions.csv', mapping, limit: 101 }] },
    output: {
      valid: [{ columns: ['age'], rows: [{ line: 2, cells: ['61'], problem: null }] }],
      refused: [{ columns: ['age'], rows: [{ line: 2, cells: [61], problem: null }] }],
    },
  },
  'imports.report': {
    input: { valid: [{ jobId: 10, offset: 0, limit: 50 }], refused: [{ jobId: 10, offset: 0, limit: 501 }] },
    output: {
      valid: [
        {
          counts: { taken: 1, corrected: 0, refused: 0 },
          total: 1,
          rows: [{ item: 'row 2', outcome: 'taken', message: '' }],
        },
      ],
      refused: [{ counts: { taken: 1 }, total: 1, rows: [] }],
    },
  },
  'imports.preview': {
    input: { valid: [{ path: '/dicom' }], refused: [{}, { path: '' }] },
    output: {
      valid: [tablePreview, dicomPreview],
      refused: [
        { ...tablePreview, kind: 'parchment' },
        without(tablePreview, 'suggested'),
        { ...dicomPreview, series: [without(series, 'usable')] },
      ],
    },
  },
  'imports.start': {
    input: {
      valid: [
        { cohortId: 1, options: table },
        {
          cohortId: 1,
          options: { ...table, mapping: { ...mapping, image: { template: 'p_{PatientID:3}.npz' }, seed: null } },
        },
        { cohortId: 1, options: dicom },
      ],
      refused: [
        { options: dicom },
        { cohortId: 1, options: without(dicom, 'rois') },
        { cohortId: 1, options: { ...table, mapping: { ...mapping, patient: '' } } },
        { cohortId: 1, options: { ...table, mapping: { ...mapping, seed: { x: 'a', y: 'b' } } } },
        { cohortId: 1, options: { ...table, mapping: { ...mapping, array: { ...mapping.array, axisOrder: 'yxz' } } } },
      ],
    },
    output: { valid: [{ jobId: 10 }], refused: [{}, { jobId: '10' }] },
  },
};
