/** Contours of one plane of a stack: its position along the stack, and which contours lie in it. */
export interface ContourPlane {
  readonly position: number;
  readonly members: readonly number[];
}

/** Joins positions closer than `tolerance` into planes, ascending. */
export function planesOf(positions: readonly number[], tolerance: number): ContourPlane[] {
  const order = positions.map((_, n) => n).sort((a, b) => (positions[a] as number) - (positions[b] as number));
  const planes: { position: number; members: number[] }[] = [];
  for (const n of order) {
    const position = positions[n] as number;
    const last = planes.at(-1);
    if (last && position - last.position <= tolerance) last.members.push(n);
    else planes.push({ position, members: [n] });
  }
  return planes;
}

/** The median distance of neighbouring planes; null for fewer than two. */
export function medianGap(planes: readonly ContourPlane[]): number | null {
  const gaps = planes.slice(1).map(({ position }, n) => position - (planes[n] as ContourPlane).position);
  gaps.sort((a, b) => a - b);
  return gaps[Math.floor((gaps.length - 1) / 2)] ?? null;
}

/** Contours that come at this part of a slice or less from one to the next were drawn on thinner slices. */
const fine = 0.75;
/** From here on they were drawn on thicker ones, or on every second, third ... slice. */
const coarse = 1.5;
/** Share of the gaps that must agree with the median to a tenth before a stack counts as coarse. */
const regularShare = 0.8;

export interface SliceAssignment {
  /** Contours per slice of the scan. */
  readonly slices: ReadonlyMap<number, readonly number[]>;
  readonly spacing: 'same' | 'finer' | 'coarser';
  /** Between neighbouring planes, in slices. */
  readonly gap: number;
}

/**
 * Which contours each slice of the scan takes, from their positions in slices. Contours drawn on these slices are
 * rounded to them. Where they were drawn on thinner slices, each slice takes the nearest plane of contours, because
 * contours of two planes must not cancel out; where they were drawn regularly on thicker ones, each slice takes the
 * plane that is nearest, no further away than half their distance. Slices beyond `sliceCount` are left out.
 */
export function assignSlices(positions: readonly number[], sliceCount: number): SliceAssignment {
  const planes = planesOf(positions, 0.05);
  const gap = medianGap(planes) ?? 1;
  const gaps = planes.slice(1).map(({ position }, n) => position - (planes[n] as ContourPlane).position);
  const agreeing = gaps.filter((one) => Math.abs(one - gap) <= 0.1 * gap).length;
  const isFiner = gaps.length > 1 && gap < fine;
  const isCoarser = gaps.length > 1 && gap > coarse && agreeing >= regularShare * gaps.length;
  const slices = new Map<number, number[]>();
  if (!isFiner && !isCoarser) {
    positions.forEach((position, n) => {
      const slice = Math.round(position);
      if (slice < 0 || slice >= sliceCount) return;
      const members = slices.get(slice);
      if (members) members.push(n);
      else slices.set(slice, [n]);
    });
    return { slices, spacing: 'same', gap };
  }
  const reach = Math.max(gap, 1) / 2;
  const nearest = new Map<number, { plane: ContourPlane; away: number }>();
  for (const plane of planes) {
    const first = Math.max(Math.ceil(plane.position - reach), 0);
    const last = Math.min(Math.floor(plane.position + reach), sliceCount - 1);
    for (let slice = first; slice <= last; slice++) {
      const away = Math.abs(slice - plane.position);
      if (away < (nearest.get(slice)?.away ?? Number.POSITIVE_INFINITY) - 1e-6) nearest.set(slice, { plane, away });
    }
  }
  for (const [slice, { plane }] of nearest) slices.set(slice, [...plane.members]);
  return { slices, spacing: isFiner ? 'finer' : 'coarser', gap };
}
