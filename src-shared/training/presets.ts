import type { AugmentationPreset } from './augment.ts';
import type { Schedule } from './schedule.ts';

/**
 * How the study fine-tuned, where its text and its code differ. `reference-code`, the default: the published
 * configuration (Adam at 1e-3, batches of 32, smoothing among the augmentations). `paper`: the text (SGD with momentum, no
 * smoothing), with the rate and the batch of 8 of the code of the preprint, for the text names none. Both: 100 epochs,
 * the rate times 0.1 every 30.
 */
export const fineTunePresets = ['reference-code', 'paper'] as const;
export type FineTunePreset = (typeof fineTunePresets)[number];

export interface PresetSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimiser:
    | { readonly kind: 'adam'; readonly weightDecay: number }
    | { readonly kind: 'sgd'; readonly momentum: number; readonly weightDecay: number };
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly augmentation: AugmentationPreset;
}

const schedule: Schedule = { kind: 'step', every: 30, factor: 0.1 };

export const presetSettings: Readonly<Record<FineTunePreset, PresetSettings>> = {
  'reference-code': {
    epochs: 100,
    batchSize: 32,
    optimiser: { kind: 'adam', weightDecay: 0 },
    learningRate: 1e-3,
    schedule,
    augmentation: 'reference-code',
  },
  paper: {
    epochs: 100,
    batchSize: 8,
    optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 0 },
    learningRate: (8 / 256) * 0.1,
    schedule,
    augmentation: 'paper',
  },
};
