import { type Geometry, type Vec3, voxelToWorld } from '#shared/imaging/geometry.ts';
import { groupBy } from '../group-by.ts';
import type { LunaLayout } from './layout.ts';
import { type Nodule, type RatedNodule, readNodules, readRatedNodules } from './nodule-table.ts';

/** Tables agree on a nodule if their points are at most this far apart; small nodules lie further from each other. */
const samePlaceMm = 5;

/** What the tables of the reference package know of nodules, by series. */
export interface KnownMalignancy {
  readonly seeds: ReadonlyMap<string, readonly Nodule[]>;
  readonly rated: ReadonlyMap<string, readonly RatedNodule[]>;
}

export async function readKnownMalignancy(
  { tables }: Pick<LunaLayout, 'tables'>,
  signal: AbortSignal,
): Promise<KnownMalignancy> {
  const seeds: Nodule[] = [];
  const rated: RatedNodule[] = [];
  for (const { path, kind } of tables) {
    if (kind === 'seeds') seeds.push(...(await readNodules(path, 'seeds', signal)).nodules);
    if (kind === 'rated') rated.push(...(await readRatedNodules(path, signal)));
  }
  return { seeds: groupBy(seeds, ({ seriesUid }) => seriesUid), rated: groupBy(rated, ({ seriesUid }) => seriesUid) };
}

export interface Malignancy {
  readonly malignant: boolean | null;
  /** Rounded mean of the readers, 1 to 5. */
  readonly rating: number | null;
  readonly studySplit: string | null;
}

/** What is known of the nodule nearest to a seed, within 5 mm and within half of its diameter if that is more. */
export function malignancyAt(
  nodule: Pick<Nodule, 'seriesUid' | 'seedMm' | 'diameterMm'>,
  geometry: Geometry,
  known: KnownMalignancy,
): Malignancy {
  const reach = Math.max(samePlaceMm, (nodule.diameterMm ?? 0) / 2);
  const distance = (point: Vec3): number =>
    Math.hypot(...point.map((value, axis) => value - (nodule.seedMm[axis] ?? 0)));
  const nearest = <T>(candidates: readonly T[], place: (candidate: T) => Vec3): T | undefined =>
    candidates
      .map((candidate) => ({ candidate, apart: distance(place(candidate)) }))
      .filter(({ apart }) => apart <= reach)
      .sort((a, b) => a.apart - b.apart)[0]?.candidate;
  const rated = nearest(known.rated.get(nodule.seriesUid) ?? [], ({ voxel }) => voxelToWorld(geometry, voxel));
  const ofSeries = known.seeds.get(nodule.seriesUid) ?? [];
  const seed = nearest(ofSeries, ({ seedMm }) => seedMm);
  // Two tables may hold one nodule; only the parts of the study name a split.
  const splitSeed = nearest(
    ofSeries.filter(({ studySplit }) => studySplit !== null),
    ({ seedMm }) => seedMm,
  );
  const rating = rated?.malignancy ?? null;
  return {
    malignant: seed?.malignant ?? (rating === null || rating === 3 ? null : rating > 3),
    rating,
    studySplit: splitSeed?.studySplit ?? null,
  };
}
