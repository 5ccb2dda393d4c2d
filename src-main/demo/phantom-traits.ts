import type { Vec3 } from '#shared/imaging/geometry.ts';
import { createRandom, type Random, randomNormal } from '#shared/numerics/random.ts';

/** Surroundings that a phantom nodule is drawn in. */
export const phantomSites = ['parenchymal', 'juxtapleural', 'perihilar', 'basal'] as const;
export type PhantomSite = (typeof phantomSites)[number];

export const phantomKernels = ['SOFT', 'STANDARD', 'SHARP'] as const;
export type PhantomKernel = (typeof phantomKernels)[number];

/** A made-up patient: what drives the picture, what follows from it, and how it was "scanned". No real person is behind it. */
export interface PhantomTraits {
  /** `PHANTOM-001` ... */
  readonly label: string;
  readonly storage: 'dicom' | 'nifti';
  /** Seed of the random stream that draws the volume. */
  readonly drawingSeed: number;

  readonly diameterMm: number;
  /** 0 a pure ground-glass nodule ... 1 a solid one. */
  readonly solidity: number;
  /** 0 a smooth round nodule ... 1 lobulated and spiculated. */
  readonly irregularity: number;
  readonly site: PhantomSite;
  readonly side: 'left' | 'right';

  /** Standardised log-odds predictor of malignancy made of the three image traits alone. */
  readonly risk: number;
  readonly malignant: boolean;
  readonly age: number;
  readonly sex: 'male' | 'female';
  /** Null for benign nodules. */
  readonly stage: 'I' | 'II' | 'IIIA' | 'IIIB' | null;
  readonly survivalDays: number;
  readonly died: boolean;

  readonly spacingMm: Vec3;
  readonly kernel: PhantomKernel;
  readonly noiseHu: number;
}

/** Weights of the standardised traits in the log-odds of malignancy; the best possible AUC is about 0.9. */
const weights = { size: 2, irregularity: 1.2, solidity: 1.2 };
const riskSpread = Math.hypot(weights.size, weights.irregularity, weights.solidity);

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const between = (random: Random, low: number, high: number): number => low + (high - low) * random();
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** The distribution function of the standard normal (logistic approximation, error below 0.01): spreads a trait over 0..1. */
const spread = (z: number): number => logistic(1.702 * z);

function pick<T>(random: Random, choices: readonly (readonly [T, number])[]): T {
  let left = random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  return (choices.at(-1) as readonly [T, number])[0];
}

/**
 * Draws one phantom patient. Size, solidity and irregularity are independent; their weighted sum is the log-odds of
 * malignancy, and with malignancy, stage and age it sets the Weibull hazard of death. Follow-up ends after 500 to 2,200 days.
 * @param number from 1; the same cohort seed and number always give the same patient.
 */
export function phantomTraits(cohortSeed: number, number: number): PhantomTraits {
  const random = createRandom(cohortSeed * 100_003 + number);
  const size = clamp(randomNormal(random), -2, 2);
  const irregular = randomNormal(random);
  const solid = randomNormal(random);
  const logOdds = weights.size * size + weights.irregularity * irregular + weights.solidity * solid;
  const malignant = random() < logistic(logOdds);
  const age = Math.round(clamp(67 + 9 * randomNormal(random), 38, 90));
  const stage = malignant ? drawStage(random, size) : null;
  const logHazard =
    0.3 * (logOdds / riskSpread) + (malignant ? 0.6 : -0.6) + (stage?.startsWith('III') ? 0.5 : 0) + 0.02 * (age - 67);
  const deathDays = 1200 * (-Math.log(1 - random()) / Math.exp(logHazard)) ** (1 / 1.2);
  const followUpDays = between(random, 500, 2200);

  return {
    label: `PHANTOM-${String(number).padStart(3, '0')}`,
    storage: number % 2 === 1 ? 'dicom' : 'nifti',
    drawingSeed: Math.floor(random() * 2 ** 48),
    diameterMm: 16 * Math.exp(0.38 * size),
    solidity: spread(solid),
    irregularity: spread(irregular),
    site: pick<PhantomSite>(random, [
      ['parenchymal', 0.7],
      ['juxtapleural', 0.12],
      ['perihilar', 0.09],
      ['basal', 0.09],
    ]),
    side: random() < 0.5 ? 'left' : 'right',
    risk: logOdds / riskSpread,
    malignant,
    age,
    sex: random() < 0.58 ? 'male' : 'female',
    stage,
    survivalDays: Math.max(1, Math.round(Math.min(deathDays, followUpDays))),
    died: deathDays <= followUpDays,
    ...drawAcquisition(random),
  };
}

const drawStage = (random: Random, size: number): PhantomTraits['stage'] => {
  const burden = size + randomNormal(random);
  if (burden < 0.3) return 'I';
  if (burden < 1.2) return 'II';
  return burden < 2.2 ? 'IIIA' : 'IIIB';
};

function drawAcquisition(random: Random): Pick<PhantomTraits, 'spacingMm' | 'kernel' | 'noiseHu'> {
  const pixelMm = Math.round(between(random, 1, 1.4) * 1000) / 1000;
  const sliceMm = pick(random, [
    [1.5, 0.25],
    [2, 0.3],
    [2.5, 0.25],
    [3, 0.2],
  ]);
  const kernel = pick<PhantomKernel>(random, [
    ['SOFT', 0.3],
    ['STANDARD', 0.45],
    ['SHARP', 0.25],
  ]);
  const noise = { SOFT: 9, STANDARD: 13, SHARP: 20 }[kernel];
  return { spacingMm: [pixelMm, pixelMm, sliceMm], kernel, noiseHu: noise * between(random, 0.8, 1.3) };
}
