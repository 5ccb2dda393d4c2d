import type { Quantity } from '../../domain/entities.ts';

/**
 * Headline test results as printed by Pai et al., Foundation Models for Quantitative Biomarker Discovery in Cancer
 * Imaging: foundation model, full training data. 95 % bootstrap intervals of the study.
 */
export const studyComparisons = [
  'none',
  'site-features',
  'site-fine-tuned',
  'malignancy-fine-tuned',
  'survival-lung1-features',
  'survival-radio-features',
] as const;
export type StudyComparison = (typeof studyComparisons)[number];

interface StudyResult {
  readonly label: string;
  /** By the id of the measure. */
  readonly values: Readonly<Record<string, Quantity>>;
}

const printed = (estimate: number, low: number, high: number): Quantity => ({ estimate, low, high, level: 0.95 });

export const studyResults: Record<Exclude<StudyComparison, 'none'>, StudyResult> = {
  'site-features': {
    label: 'Study: lesion site, foundation features',
    values: { 'balanced-accuracy': printed(0.779, 0.749, 0.809) },
  },
  'site-fine-tuned': {
    label: 'Study: lesion site, foundation fine-tuned',
    values: {
      'balanced-accuracy': printed(0.804, 0.773, 0.834),
      'mean-average-precision': printed(0.856, 0.828, 0.886),
    },
  },
  'malignancy-fine-tuned': {
    label: 'Study: nodule malignancy, foundation fine-tuned',
    values: { auc: printed(0.944, 0.914, 0.982), 'average-precision': printed(0.952, 0.926, 0.986) },
  },
  'survival-lung1-features': {
    label: 'Study: 2-year survival, LUNG1, foundation features',
    values: { auc: printed(0.637, 0.583, 0.691) },
  },
  'survival-radio-features': {
    label: 'Study: 2-year survival, RADIO, foundation features',
    values: { auc: printed(0.61, 0.501, 0.72) },
  },
};
