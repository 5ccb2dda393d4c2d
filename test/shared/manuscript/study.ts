import type { ManuscriptItem } from '#shared/manuscript/manuscript-item.ts';
import type { BiomarkerRecord, EncoderRecord, StudyRecord } from '#shared/manuscript/study-record.ts';
import type { StatisticGroup } from '#shared/statistics/statistic.ts';

export const encoder: EncoderRecord = {
  name: 'Foundation',
  architecture: 'resnet50-3d',
  parameterCount: 184_932,
  featureCount: 4096,
  sha256: 'a'.repeat(64),
  trained: true,
  licence: 'CC BY 4.0',
  provenance: 'Pre-trained on CT lesions',
  profile: 'exact-v1',
  engine: 'onnxruntime cpu',
  lesions: 11,
  patchesWithWarnings: 2,
};

export const biomarker: BiomarkerRecord = {
  name: 'Survival',
  endpoint: 'Alive',
  encoder: 'Foundation',
  split: 'Split',
  classCount: 2,
  seed: 42,
  fraction: 1,
  search: { size: 20, range: { low: 1e-6, high: 1e3 }, score: 'auc' },
  chosenC: 0.1,
  aggregation: 'each',
  threshold: 0.47,
  lesions: { train: 5, tune: 2, test: 3 },
  test: {
    patients: 3,
    classes: [
      { name: 'dead', lesions: 1 },
      { name: 'alive', lesions: 2 },
    ],
  },
};

/** A study that has everything. */
export const study: StudyRecord = {
  software: { appVersion: '1.2.3', nodeVersion: '24.0.0', codeSha256: 'c'.repeat(64) },
  cohort: {
    name: 'Lung',
    patients: 10,
    patientsWithScan: 9,
    scans: 9,
    lesions: 12,
    excludedLesions: 1,
    criteria: [],
    mostLesions: 2,
    columns: [
      { name: 'age', unit: 'years', missing: 0 },
      { name: 'stage', unit: null, missing: 3 },
    ],
  },
  images: {
    formats: [
      { format: 'dicom', scans: 8 },
      { format: 'volume', scans: 1 },
    ],
    modalities: [
      { modality: 'CT', scans: 8 },
      { modality: 'unknown', scans: 1 },
    ],
    inPlaneSpacingMm: { low: 0.6, high: 0.98 },
    sliceSpacingMm: { low: 1, high: 3 },
    scansWithWarnings: 1,
    lesionsWithWarnings: 0,
  },
  seeds: [
    { source: 'rtstruct', lesions: 10 },
    { source: 'click', lesions: 1 },
  ],
  encoders: [encoder],
  endpoints: [
    {
      name: 'Alive',
      definition: 'The endpoint was being alive 730 days after time zero.',
      kind: 'alive-at',
      censoring: 'exclude',
      classes: [
        { name: 'dead', patients: 4 },
        { name: 'alive', patients: 5 },
      ],
      undefinedPatients: 1,
      level: 'patient',
      flow: [
        { label: 'Imported', patients: 10, lesions: null, left: [{ reason: 'no CT', count: 1, unit: 'patient' }] },
        { label: 'Analysed', patients: 9, lesions: 11, left: [] },
      ],
    },
  ],
  splits: [
    {
      name: 'Split',
      seed: 2024,
      fractions: { train: 2, tune: 1, test: 1 },
      stratifiedBy: 'Alive',
      prescribedBy: null,
      patients: { train: 5, tune: 2, test: 3 },
    },
  ],
  biomarkers: [biomarker, { ...biomarker, name: 'Survival, a fifth', fraction: 0.2 }],
  perturbations: [{ biomarker: 'Survival', draws: 50, varianceMm2: 16, seed: 7, lesions: 3 }],
  saliency: [{ biomarker: 'Survival', method: 'occlusion, cubes of 10 mm', lesions: 2 }],
  expression: { name: 'RNA', unit: 'log2(TPM + 1)', genes: 200, patients: 8 },
};

/** A cohort of which nothing but the import was done. */
export const bare: StudyRecord = {
  software: study.software,
  cohort: {
    name: 'Bare',
    patients: 0,
    patientsWithScan: 0,
    scans: 0,
    lesions: 0,
    excludedLesions: 0,
    criteria: [],
    mostLesions: 0,
    columns: [],
  },
  images: {
    formats: [],
    modalities: [],
    inPlaneSpacingMm: null,
    sliceSpacingMm: null,
    scansWithWarnings: 0,
    lesionsWithWarnings: 0,
  },
  seeds: [],
  encoders: [],
  endpoints: [],
  splits: [],
  biomarkers: [],
  perturbations: [],
  saliency: [],
  expression: null,
};

export const itemOf = (
  number: string,
  statisticId: string,
  group: StatisticGroup,
  methods: string,
  changes: Partial<ManuscriptItem> = {},
): ManuscriptItem => ({
  id: statisticId,
  number,
  title: statisticId,
  caption: 'Caption.',
  warnings: [],
  tables: [],
  files: [`${statisticId}.pdf`],
  parts: [{ statisticId, group, methods, seed: 42 }],
  ...changes,
});

export const items: ManuscriptItem[] = [
  itemOf('Fig. 1', 'roc', 'Classification', 'AUC with a 95% interval over 45 patients (9999 resamples, seed 42).'),
  itemOf('Fig. 2', 'roc', 'Classification', 'AUC with a 95% interval over 42 patients (9999 resamples, seed 42).'),
  itemOf('Fig. 3', 'kaplan-meier', 'Survival', 'Survival was estimated by Kaplan–Meier. A year is 365.25 days.'),
  itemOf('Table 1', 'cohort-table', 'Cohort', 'Medians were given.'),
];
