/** One good entity of each kind, as JSON; tests change a field at a time. */
export const geometry = {
  size: [50, 50, 50],
  spacingMm: [1, 1, 1],
  originMm: [-24.5, -24.5, -24.5],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

export const wireError = { code: 'unreadable-file', message: 'slice-12.dcm is cut short.' };

export const workspace = { path: '/work/lung', name: 'Lung study', readOnly: false, heldBy: null };

export const cohort = {
  id: 1,
  name: 'Lung',
  description: '',
  aggregation: 'each',
  createdAt: '2026-11-23T18:00:00.000Z',
  patientCount: 2,
  scanCount: 2,
  lesionCount: 3,
};

export const column = { id: 4, cohortId: 1, name: 'survival', level: 'patient', type: 'number', unit: 'days' };

export const lesion = {
  id: 7,
  patientId: 3,
  scanId: 5,
  patientCode: 'P0003',
  patientLabel: 'anonymous-3',
  number: 1,
  roi: 'GTV-1',
  seedMm: [12.5, -80, -301.25],
  seedSource: 'rtstruct',
  reviewer: null,
  review: 'queried',
  tags: ['close to the chest wall'],
  note: '',
  excluded: false,
  criterion: null,
  region: { format: 'dicom', path: '/scans/3/rs.dcm', roi: 'GTV-1' },
  volumeMm3: 4188.8,
  warnings: [],
};

export const scan = {
  id: 5,
  patientId: 3,
  source: { format: 'dicom', files: ['/scans/3/1.dcm', '/scans/3/2.dcm'] },
  geometry,
  modality: 'CT',
  number: 1,
  description: 'Chest, 3 mm',
  acquiredOn: '2011-04-30',
  warnings: ['One slice is missing.'],
};

export const endpointDefinition = {
  kind: 'alive-at',
  timeColumn: 'survival',
  eventColumn: 'dead',
  eventValue: '1',
  timeUnit: 'days',
  horizonDays: 730,
  censoring: 'exclude',
};

export const endpoint = {
  id: 2,
  cohortId: 1,
  name: 'Two-year survival',
  definition: endpointDefinition,
  level: 'patient',
  counts: { alive: 40, dead: 61 },
  undefinedCount: 24,
};

export const split = {
  id: 6,
  cohortId: 1,
  name: 'Random',
  seed: 42,
  fractions: { train: 0.6, tune: 0.2, test: 0.2 },
  stratifiedBy: 2,
  patientCounts: { train: 60, tune: 20, test: 21 },
  prescribedBy: null,
};

export const model = {
  id: 9,
  name: 'Untrained',
  architecture: 'resnet50-3d',
  parameterCount: 184_477_824,
  featureCount: 4096,
  headOutputs: 0,
  sha256: 'ab'.repeat(32),
  trained: false,
  hasWeights: true,
  pretrainingCohortId: null,
  licence: 'Apache-2.0',
  provenance: 'Seeded random weights.',
  createdAt: '2026-11-23T18:00:00.000Z',
};

export const featureSet = {
  id: 8,
  cohortId: 1,
  modelId: 9,
  modelName: 'Untrained',
  modelTrained: false,
  modelSha256: 'ab'.repeat(32),
  profile: 'exact-v1',
  engine: 'cpu',
  dimension: 4096,
  count: 2,
  lesionCount: 3,
  createdAt: '2026-11-23T18:00:00.000Z',
};

export const value = {
  id: 'auc',
  label: 'AUC',
  definition: 'Area under the ROC curve.',
  quantity: { estimate: 0.71, low: 0.61, high: 0.8, level: 0.95 },
};

export const run = {
  id: 11,
  cohortId: 1,
  featureSetId: 8,
  splitId: 6,
  endpointId: 2,
  name: 'Probe',
  seed: 42,
  fraction: 1,
  classes: ['dead', 'alive'],
  aggregation: 'each',
  chosenC: 0.01,
  search: [{ c: 0.01, score: null }],
  searchScore: 'auc',
  threshold: 0.48,
  lesionCounts: { train: 60, tune: 20, test: 21 },
  values: [value, { ...value, quantity: { unavailable: 'one class only' } }],
  createdAt: '2026-11-23T18:00:00.000Z',
};

export const figure = {
  id: 'roc',
  title: 'ROC',
  panels: [
    {
      id: 'main',
      x: { label: 'False positive rate', scale: 'linear' },
      y: { label: 'True positive rate', scale: 'linear' },
      series: [
        {
          mark: 'line',
          id: 'roc',
          label: 'Probe',
          colour: 0,
          points: [
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ],
          dashed: false,
        },
      ],
      square: true,
      guides: [],
    },
  ],
  values: [value],
  tables: [
    {
      title: 'Points',
      columns: ['x', 'y'],
      rows: [
        [0, 'zero'],
        [1, null],
      ],
    },
  ],
  caption: 'ROC of 21 lesions.',
  methods: 'The area was computed by the trapezoidal rule.',
  warnings: [],
  sizeMm: { width: 89, height: 80 },
};

export const figureRecord = {
  id: 12,
  cohortId: 1,
  runId: 11,
  title: 'ROC of the probe',
  statisticId: 'roc',
  untrained: false,
  createdAt: '2026-11-23T18:00:00.000Z',
};

export const auditEntry = {
  id: 1,
  at: '2026-11-23T18:00:00.000Z',
  who: 'reader',
  action: 'lesions.setSeed',
  subject: 'lesion 7',
  before: [1, 2, 3],
  after: [1, 2, 4],
  undone: false,
};

export const job = {
  id: 10,
  kind: 'extract-features',
  title: 'Features of Lung',
  state: 'running',
  progress: { done: 3, total: 10, label: 'lesions', perSecond: 1.5, secondsLeft: 4.6 },
  failureCount: 1,
  createdAt: '2026-11-23T18:00:00.000Z',
  startedAt: '2026-11-23T18:00:01.000Z',
  endedAt: null,
  error: null,
  result: null,
};
