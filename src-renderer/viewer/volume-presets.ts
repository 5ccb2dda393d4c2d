import type { VolumePresetId } from './viewer-state.ts';

export interface VolumePreset {
  readonly label: string;
  /** HU and red, green, blue from 0 to 1; straight between. */
  readonly colours: readonly (readonly [number, number, number, number])[];
  /** HU and opacity per millimetre of way, from 0 to 1. */
  readonly opacities: readonly (readonly [number, number])[];
}

/** Looks of CT in 3D. The HU of their steps follow the usual bounds of the tissues. */
export const volumePresets: Readonly<Record<VolumePresetId, VolumePreset>> = {
  'soft-tissue': {
    label: 'Soft tissue',
    colours: [
      [-200, 0.45, 0.2, 0.16],
      [20, 0.78, 0.48, 0.38],
      [120, 0.95, 0.8, 0.68],
      [350, 1, 0.97, 0.9],
    ],
    opacities: [
      [-120, 0],
      [-20, 0.05],
      [60, 0.25],
      [300, 0.7],
      [1500, 0.9],
    ],
  },
  bone: {
    label: 'Bone',
    colours: [
      [100, 0.55, 0.25, 0.15],
      [300, 0.9, 0.78, 0.6],
      [1000, 1, 1, 0.97],
    ],
    opacities: [
      [150, 0],
      [300, 0.25],
      [800, 0.85],
    ],
  },
  lung: {
    label: 'Lung',
    colours: [
      [-950, 0.15, 0.25, 0.4],
      [-750, 0.5, 0.62, 0.75],
      [-500, 0.9, 0.75, 0.7],
      [100, 1, 0.95, 0.9],
    ],
    opacities: [
      [-920, 0],
      [-850, 0.03],
      [-650, 0.06],
      [-450, 0.01],
      [-200, 0.02],
      [100, 0.12],
    ],
  },
  angio: {
    label: 'Vessels with contrast',
    colours: [
      [120, 0.6, 0.05, 0.05],
      [250, 0.9, 0.25, 0.15],
      [400, 1, 0.75, 0.5],
      [900, 1, 1, 0.95],
    ],
    opacities: [
      [120, 0],
      [200, 0.2],
      [400, 0.75],
      [1200, 0.85],
    ],
  },
};
