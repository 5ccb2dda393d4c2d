import { encodeVolume } from '#shared/contract/volume-bytes.ts';
import { lesionIdSchema, saliencyIdSchema, scanIdSchema } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { type Geometry, identityDirection, type Vec3, type VoxelBox, voxelToWorld } from '#shared/imaging/geometry.ts';
import { patchGeometry } from '#shared/imaging/patch.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import { getLesion } from '../store/lesions.ts';
import { getScan } from '../store/scans.ts';
import { readWallPlanes } from '../store/seed-checks.ts';
import { readSaliencyVoxels } from '../store/viewed-scan.ts';
import type { VolumeTools } from './volumes.ts';

/** `slab-<scanId>-<first>-<count>`: HU of whole slices. */
export async function readSlabVolume(
  { db, viewing }: VolumeTools,
  { scanId, first, count }: { scanId: number; first: number; count: number },
): Promise<Uint8Array> {
  const { source } = getScan(db, scanIdSchema.parse(scanId));
  const { geometry, data } = await viewing.run('read-slab', { source, first, count });
  const [width, height] = geometry.size;
  return encodeVolume({
    geometry: boxGeometry(geometry, { start: [0, 0, first], size: [width, height, count] }),
    data,
  });
}

/** `mask-<lesionId>`: 1 in the lesion, over the smallest box that holds it, on the grid of its scan. */
export async function readMaskVolume({ db, viewing }: VolumeTools, lesionId: number): Promise<Uint8Array> {
  const { lesion, scan } = getLesion(db, lesionIdSchema.parse(lesionId));
  if (!lesion.region) throw new AppError('not-found', 'This lesion came without an outline.');
  const { source, geometry } = scan;
  const mask = await viewing.run('read-mask', { source, geometry, region: lesion.region, seedMm: lesion.seedMm });
  return encodeVolume({ geometry: boxGeometry(geometry, mask.box), data: mask.data });
}

/**
 * `wall-<lesionId>`: 50 x 50 x 6; see the contract of the seed wall. Of a seed that was not checked where it is now the
 * planes are cut at once, and not stored.
 */
export async function readWallVolume({ db, viewing }: VolumeTools, lesionId: number): Promise<Uint8Array> {
  const { lesion, scan } = getLesion(db, lesionIdSchema.parse(lesionId));
  const { seedMm, region } = lesion;
  const data =
    readWallPlanes(db, lesion.id) ?? (await viewing.run('look-at-seed', { source: scan.source, seedMm, region }));
  if (!data) throw new AppError('invalid-input', 'The seed lies outside the scan: there is nothing around it.');
  const reach = (patchEdge - 1) / 2;
  const originMm: Vec3 = [seedMm[0] - reach, seedMm[1] - reach, seedMm[2] - reach];
  const size: Vec3 = [patchEdge, patchEdge, data.length / patchEdge ** 2];
  return encodeVolume({ geometry: { size, spacingMm: [1, 1, 1], originMm, direction: identityDirection }, data });
}

/** `saliency-<saliencyId>`: where the patch was cut that the map explains. */
export async function readSaliencyVolume({ db }: VolumeTools, saliencyId: number): Promise<Uint8Array> {
  const { map, profile, scanGeometry, seedMm } = readSaliencyVoxels(db, saliencyIdSchema.parse(saliencyId));
  if (profile === 'outside')
    throw new AppError('unsupported', 'These features were made elsewhere: where is not known.');
  return encodeVolume({ geometry: patchGeometry(profile, scanGeometry, seedMm), data: map });
}

function boxGeometry(geometry: Geometry, { start, size }: VoxelBox): Geometry {
  return { ...geometry, size, originMm: voxelToWorld(geometry, start) };
}
