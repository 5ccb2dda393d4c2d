/** Pixels: column, row; 0 at the centre of the first pixel. */
export type PixelPoint = readonly [number, number];

/** Ends of the long and of the short diameter. */
export interface Diameters {
  readonly long: readonly [PixelPoint, PixelPoint];
  readonly short: readonly [PixelPoint, PixelPoint];
}

/** The table rounds its coordinates: diameters that miss each other by less than this part of their length still meet. */
const slack = 1e-3;

/**
 * Where the two diameters of a lesion cross, or null where they do not: parallel, or meeting only if drawn on beyond
 * their ends. The reference annotations take this point and drop lesions without one.
 */
export function crossing({ long: [a, b], short: [c, d] }: Diameters): PixelPoint | null {
  const along = [b[0] - a[0], b[1] - a[1]] as const;
  const across = [d[0] - c[0], d[1] - c[1]] as const;
  const determinant = along[0] * across[1] - along[1] * across[0];
  const scale = Math.hypot(...along) * Math.hypot(...across);
  if (!(Math.abs(determinant) > 1e-9 * scale)) return null;
  const between = [c[0] - a[0], c[1] - a[1]] as const;
  const onLong = (between[0] * across[1] - between[1] * across[0]) / determinant;
  const onShort = (between[0] * along[1] - between[1] * along[0]) / determinant;
  const within = (t: number): boolean => t >= -slack && t <= 1 + slack;
  if (!within(onLong) || !within(onShort)) return null;
  return [a[0] + onLong * along[0], a[1] + onLong * along[1]];
}
