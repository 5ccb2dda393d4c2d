/**
 * The preprocessing profiles. The id is stored with every feature row; rows of different profiles never mix.
 * `exact-v1` is the default; the other two reproduce the two pipelines of the reference package.
 */
export const profileIds = ['exact-v1', 'fmcib-pip-1', 'fmcib-loader-1'] as const;
export type ProfileId = (typeof profileIds)[number];

/** Edge of the cube around a seed, in mm and, at 1 mm, in voxels. */
export const patchEdge = 50;

/** Value given to what lies outside the scan, in HU. */
export const outsideHu = -1024;

/** Intensity scaling of the foundation model: (HU + 1024) / 3072, not clipped. */
export const scaleHu = (hu: number): number => (hu + 1024) / 3072;
export const unscaleHu = (value: number): number => value * 3072 - 1024;

/** True when values said to be scaled cannot be: a scan of 16 bits scales to -10 .. 11 at most. */
export const areNotScaled = (values: ArrayLike<number>): boolean => {
  for (let n = 0; n < values.length; n++) if (Math.abs(values[n] as number) > 20) return true;
  return false;
};
