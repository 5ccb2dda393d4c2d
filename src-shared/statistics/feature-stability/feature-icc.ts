/** Moments of each feature over the perturbed seeds of each lesion. */
export interface FeatureMoments {
  /** Seeds per lesion, at least 2. */
  readonly draws: number;
  readonly lesions: number;
  readonly dimension: number;
  /** Per lesion, a mean over its draws for each feature. */
  readonly means: readonly Float32Array[];
  /** Per lesion, a variance over its draws for each feature; divisor draws - 1. */
  readonly variances: readonly Float32Array[];
}

/**
 * ICC(1,1) of each feature between the draws of a lesion (Shrout & Fleiss 1979, one-way random effects): draws are
 * exchangeable, so no form with a systematic difference between them applies. From the moments alone: with n lesions
 * and k draws, MSB = k Var(means), MSW = mean(variances), ICC = (MSB - MSW) / (MSB + (k - 1) MSW).
 * Features near a constant over all lesions and draws, and fewer than two lesions, give NaN.
 */
export function featureIcc({ draws, lesions, dimension, means, variances }: FeatureMoments): Float64Array {
  const icc = new Float64Array(dimension).fill(Number.NaN);
  if (lesions < 2 || draws < 2) return icc;
  for (let feature = 0; feature < dimension; feature++) {
    let sum = 0;
    let within = 0;
    for (let lesion = 0; lesion < lesions; lesion++) {
      sum += (means[lesion] as Float32Array)[feature] as number;
      within += (variances[lesion] as Float32Array)[feature] as number;
    }
    const mean = sum / lesions;
    let squares = 0;
    for (let lesion = 0; lesion < lesions; lesion++) {
      squares += (((means[lesion] as Float32Array)[feature] as number) - mean) ** 2;
    }
    const between = (draws * squares) / (lesions - 1);
    within /= lesions;
    const total = between + (draws - 1) * within;
    // What single precision leaves of a constant.
    if (total > draws * (1e-6 * mean) ** 2) icc[feature] = (between - within) / total;
  }
  return icc;
}
