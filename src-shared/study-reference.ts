import type { Quantity } from './domain/entities.ts';

/**
 * The numbers that Pai et al. (Foundation Models for Quantitative Biomarker Discovery in Cancer Imaging) print, as they
 * print them. Reference values of Pai et al., not output of this app: nothing here may enter a computation.
 * Where the study contradicts itself the printed value stands, with a note.
 */
export const studySource =
  'Reference values of Pai et al., Foundation Models for Quantitative Biomarker Discovery in Cancer Imaging; not output of this app.';

export const studyUseCases = [
  'anatomical site',
  'nodule malignancy',
  'survival HarvardRT',
  'survival LUNG1',
  'survival RADIO',
] as const;
export type StudyUseCase = (typeof studyUseCases)[number];

export const studyImplementations = [
  'foundation, features',
  'foundation, fine-tuned',
  'supervised, fine-tuned',
  'supervised, random start',
] as const;
export type StudyImplementation = (typeof studyImplementations)[number];

export type StudyMetric =
  | 'balanced-accuracy'
  | 'average-precision'
  | 'auc'
  | 'cox coefficient'
  | 'hazard ratio'
  | 'kaplan-meier p'
  | 'share of patients';

/** Outcome at two years, and sex. */
type StudyGroup = 'alive' | 'dead' | 'male' | 'female';

export interface StudyValue {
  readonly useCase: StudyUseCase;
  readonly metric: StudyMetric;
  /** Share of the training and tuning lesions. */
  readonly fraction: number;
  /** A group of patients for `share of patients`. */
  readonly implementation: StudyImplementation | StudyGroup;
  /** The value is the increase over this implementation. */
  readonly over?: StudyImplementation;
  readonly quantity: Quantity;
  /** As printed, e.g. `<0.005`. */
  readonly p?: string;
  /** Where it stands. */
  readonly where: string;
  /** What is wrong or unusual about the printed value. */
  readonly note?: string;
}

const [features, tuned, supervised, random] = studyImplementations;

const estimate = (value: number, low?: number, high?: number): Quantity => ({
  estimate: value,
  ...(low !== undefined && high !== undefined ? { low, high, level: 0.95 } : {}),
});

type Scope = Pick<StudyValue, 'useCase' | 'metric' | 'fraction' | 'where'>;
const site = (metric: StudyMetric): Scope => ({ useCase: 'anatomical site', metric, fraction: 1, where: 'Fig. 2' });
const nodule = (metric: StudyMetric): Scope => ({ useCase: 'nodule malignancy', metric, fraction: 1, where: 'Fig. 3' });

/** Full data: balanced accuracy and mAP of the anatomical site, AUC and mAP of malignancy. */
const classification: StudyValue[] = [
  { ...site('balanced-accuracy'), implementation: features, quantity: estimate(0.779, 0.749, 0.809), p: '<0.01' },
  { ...site('balanced-accuracy'), implementation: tuned, quantity: estimate(0.804, 0.773, 0.834), p: '<0.01' },
  { ...site('balanced-accuracy'), implementation: random, quantity: estimate(0.72, 0.689, 0.75) },
  {
    ...site('average-precision'),
    implementation: features,
    quantity: estimate(0.848),
    note: 'Not printed; from the output in the repository of the study.',
  },
  { ...site('average-precision'), implementation: tuned, quantity: estimate(0.856, 0.828, 0.886), p: '<0.01' },
  { ...site('average-precision'), implementation: random, quantity: estimate(0.818, 0.779, 0.847) },
  { ...nodule('auc'), implementation: tuned, quantity: estimate(0.944, 0.914, 0.982) },
  { ...nodule('auc'), implementation: supervised, quantity: estimate(0.857, 0.806, 0.918) },
  { ...nodule('average-precision'), implementation: tuned, quantity: estimate(0.952, 0.926, 0.986) },
  { ...nodule('average-precision'), implementation: supervised, quantity: estimate(0.874, 0.822, 0.936) },
];

/** AUC of survival at two years and the univariate Cox model of the binary groups. */
function survival(
  useCase: 'survival LUNG1' | 'survival RADIO',
  implementation: StudyImplementation,
  auc: readonly [number, number, number],
  beta: number,
  hazardRatio: readonly [number, number, number],
  p: string,
): StudyValue[] {
  const note = 'Below 1 because group 1 is the group with high predicted survival.';
  const cox = { useCase, fraction: 1, implementation, p, where: 'Extended Data Table 3' };
  return [
    { useCase, metric: 'auc', fraction: 1, implementation, quantity: estimate(...auc), where: 'Fig. 4' },
    { ...cox, metric: 'cox coefficient', quantity: estimate(beta) },
    { ...cox, metric: 'hazard ratio', quantity: estimate(...hazardRatio), note },
  ];
}

const kaplanMeierP = (useCase: StudyUseCase, implementation: StudyImplementation, p: string): StudyValue => ({
  useCase,
  metric: 'kaplan-meier p',
  fraction: 1,
  implementation,
  quantity: { unavailable: 'a p value only' },
  p,
  where: 'Fig. 4',
});

const prognosis: StudyValue[] = [
  ...survival('survival LUNG1', features, [0.637, 0.583, 0.691], -0.44, [0.65, 0.52, 0.81], '<0.005'),
  ...survival('survival LUNG1', tuned, [0.619, 0.564, 0.674], -0.39, [0.68, 0.5, 0.92], '0.01'),
  ...survival('survival LUNG1', supervised, [0.566, 0.51, 0.622], -0.24, [0.79, 0.64, 0.98], '0.03'),
  ...survival('survival LUNG1', random, [0.531, 0.475, 0.587], -0.22, [0.8, 0.65, 1], '0.05'),
  ...survival('survival RADIO', features, [0.61, 0.501, 0.72], -0.84, [0.43, 0.23, 0.82], '0.01'),
  ...survival('survival RADIO', tuned, [0.532, 0.428, 0.636], -0.32, [0.72, 0.26, 2.01], '0.53'),
  ...survival('survival RADIO', supervised, [0.567, 0.468, 0.665], -0.43, [0.65, 0.37, 1.15], '0.14'),
  ...survival('survival RADIO', random, [0.532, 0.426, 0.639], 0.2, [1.22, 0.59, 2.53], '0.59'),
  kaplanMeierP('survival LUNG1', features, '<0.0001'),
  kaplanMeierP('survival LUNG1', supervised, '0.03'),
  kaplanMeierP('survival RADIO', features, '0.008'),
  kaplanMeierP('survival RADIO', supervised, '0.138'),
];

type Increase = readonly [delta: number, low: number, high: number, p: string];

function increases(
  scope: { useCase: StudyUseCase; metric: StudyMetric; over: StudyImplementation; where: string },
  rows: readonly (readonly [fraction: number, features: Increase, tuned: Increase])[],
): StudyValue[] {
  return rows.flatMap(([fraction, ofFeatures, ofTuned]) =>
    (
      [
        [features, ofFeatures],
        [tuned, ofTuned],
      ] as const
    ).map(([implementation, [delta, low, high, p]]): StudyValue => {
      const isMalformed = !(low <= delta && delta <= high) || high === 0.155366;
      const note = isMalformed ? 'The interval is malformed in print.' : undefined;
      return { ...scope, fraction, implementation, quantity: estimate(delta, low, high), p, ...(note ? { note } : {}) };
    }),
  );
}

const siteTable = { useCase: 'anatomical site', over: random, where: 'Extended Data Table 1' } as const;
const noduleTable = { useCase: 'nodule malignancy', where: 'Extended Data Table 2' } as const;

/** Increases with less data. The anatomical site has one supervised model, trained from a random start. */
const limitedData: StudyValue[] = [
  ...increases({ ...siteTable, metric: 'balanced-accuracy' }, [
    [0.5, [0.153, 0.123, 0.186, '<0.005'], [0.181, 0.147, 0.214, '<0.005']],
    [0.2, [0.194, 0.159, 0.228, '<0.005'], [0.13, 0.102, 0.159, '<0.005']],
    [0.1, [0.189, 0.148, 0.228, '<0.005'], [0.063, 0.028, 0.098, '<0.005']],
  ]),
  ...increases({ ...siteTable, metric: 'average-precision' }, [
    [0.5, [0.135, 0.104, 0.168, '<0.005'], [0.127, 0.097, 0.162, '<0.005']],
    [0.2, [0.177, 0.142, 0.216, '<0.005'], [0.121, 0.089, 0.159, '<0.005']],
    [0.1, [0.149, 0.112, 0.189, '<0.005'], [0.02, -0.011, 0.061, '0.28']],
  ]),
  ...increases({ ...noduleTable, metric: 'auc', over: random }, [
    [0.5, [0.133, 0.064, 0.207, '<0.005'], [0.136, 0.07, 0.199, '<0.005']],
    [0.2, [0.285, 0.193, 0.37, '<0.05'], [0.2, 0.092, 0.308, '<0.005']],
    [0.1, [0.312, 0.211, 0.408, '<0.005'], [0.008, -0.089, 0.101, '0.919']],
  ]),
  ...increases({ ...noduleTable, metric: 'auc', over: supervised }, [
    [0.5, [0.07, 0.021, 0.167, '<0.05'], [0.097, 0.035, 0.155366, '<0.05']],
    [0.2, [0.254, 0.173, 0.33, '<0.05'], [0.169, 0.093, 0.245, '<0.005']],
    [0.1, [0.212, 0.128, 0.285, '<0.005'], [-0.091, -0.015, 0.171481, '<0.05']],
  ]),
  ...increases({ ...noduleTable, metric: 'average-precision', over: random }, [
    [0.5, [0.15, 0.068, 0.222, '<0.005'], [0.155, 0.083, 0.223, '<0.005']],
    [0.2, [0.314, 0.227, 0.42, '<0.005'], [0.24, 0.138, 0.35, '<0.005']],
    [0.1, [0.323, 0.238, 0.423, '<0.005'], [-0.005, -0.095, 0.08, '0.869']],
  ]),
  ...increases({ ...noduleTable, metric: 'average-precision', over: supervised }, [
    [0.5, [0.089, 0.024, 0.153, '0.063'], [0.095, 0.035, 0.148, '<0.005']],
    [0.2, [0.251, 0.164, 0.334, '<0.005'], [0.177, 0.089, 0.26, '<0.005']],
    [0.1, [0.268, 0.179, 0.376, '<0.005'], [-0.061, -0.144, 0.023, '0.322']],
  ]),
];

const swapped = 'The two shares are swapped in print: in the published labels 40.1% are alive.';

/** The cohorts of survival: outcome at two years and sex, in shares as printed. */
function cohort(
  useCase: StudyUseCase,
  shares: readonly (readonly [group: StudyGroup, share: number, note?: string])[],
): StudyValue[] {
  return shares.map(([implementation, share, note]) => ({
    useCase,
    metric: 'share of patients',
    fraction: 1,
    implementation,
    quantity: estimate(share),
    where: 'Extended Data Table 4',
    ...(note ? { note } : {}),
  }));
}

const cohorts: StudyValue[] = [
  ...cohort('survival HarvardRT', [
    ['alive', 0.542],
    ['dead', 0.457],
    ['male', 0.522],
    ['female', 0.477],
  ]),
  ...cohort('survival LUNG1', [
    ['alive', 0.598, swapped],
    ['dead', 0.401, swapped],
    ['male', 0.688],
    ['female', 0.311],
  ]),
  ...cohort('survival RADIO', [
    ['alive', 0.645],
    ['dead', 0.354],
    ['male', 0.75],
    ['female', 0.25],
  ]),
];

export const studyReference: readonly StudyValue[] = [...classification, ...prognosis, ...limitedData, ...cohorts];

/** The printed values that match what is given; what is left out matches all. */
export function studyValues(wanted: Partial<Pick<StudyValue, 'useCase' | 'metric' | 'fraction'>> = {}): StudyValue[] {
  return studyReference.filter(
    ({ useCase, metric, fraction }) =>
      (wanted.useCase === undefined || useCase === wanted.useCase) &&
      (wanted.metric === undefined || metric === wanted.metric) &&
      (wanted.fraction === undefined || fraction === wanted.fraction),
  );
}
