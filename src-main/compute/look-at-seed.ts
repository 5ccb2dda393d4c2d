import type { OpenScan } from '#main/readers/open-scan.ts';
import { readRegionMask } from '#main/readers/region-mask.ts';
import type { RegionSource, ScanSource } from '#shared/domain/entities.ts';
import type { SeedFlag } from '#shared/domain/seed-check.ts';
import { toWireError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';
import type { Patch } from '#shared/imaging/patch.ts';
import { requiredBox } from '#shared/imaging/patch.ts';
import { isEmptyCube, isInScan, mirroredSeed, seedFlags } from '#shared/imaging/seed-flags.ts';
import { patchOfRegion, patchOfScan } from './patch-of-scan.ts';
import { wallPlanes } from './wall-planes.ts';

export interface SeedToLookAt {
  readonly source: ScanSource;
  /** LPS. */
  readonly seedMm: Vec3;
  readonly region: RegionSource | null;
}

export interface SeedLook {
  readonly flags: SeedFlag[];
  /** The cube of the profile `exact-v1`; null where the seed is outside the scan. */
  readonly patch: Patch | null;
  /** As in `wall-<lesionId>` volumes: 50 x 50 x 6; null where there is no cube. */
  readonly planes: Int16Array | null;
}

/** Reads the cube and the outline around a seed and says what may be wrong. An outline that cannot be read is a flag. */
export async function lookAtSeed(
  scan: OpenScan,
  { source, seedMm, region: outline }: SeedToLookAt,
  signal: AbortSignal,
): Promise<SeedLook> {
  const { geometry } = scan;
  const found = outline ? await outlineOf(scan, source, outline, seedMm, signal) : null;
  const mask = found && 'mask' in found ? found.mask : null;
  const broken = found && 'flag' in found ? [found.flag] : [];
  if (!isInScan(geometry, seedMm)) {
    return { flags: [...seedFlags({ geometry, seedMm, hu: null, mask }), ...broken], patch: null, planes: null };
  }
  const region = await scan.readRegion(requiredBox('exact-v1', geometry, seedMm));
  const patch = patchOfRegion(scan, region, 'exact-v1', seedMm);
  const mirroredHu = isEmptyCube(patch.hu) ? await mirroredCube(scan, seedMm) : null;
  return {
    flags: [...seedFlags({ geometry, seedMm, hu: patch.hu, mask, mirroredHu }), ...broken],
    patch,
    planes: wallPlanes(geometry, region, mask, seedMm),
  };
}

async function outlineOf(
  scan: OpenScan,
  source: ScanSource,
  region: RegionSource,
  seedMm: Vec3,
  signal: AbortSignal,
): Promise<{ mask: Mask } | { flag: SeedFlag }> {
  try {
    return { mask: await readRegionMask(scan, source, region, { signal, seedMm }) };
  } catch (error) {
    signal.throwIfAborted();
    return { flag: { kind: 'unreadable', message: `The outline: ${toWireError(error).message}` } };
  }
}

async function mirroredCube(scan: OpenScan, seedMm: Vec3): Promise<Float32Array | null> {
  const turned = mirroredSeed(seedMm);
  return isInScan(scan.geometry, turned) ? (await patchOfScan(scan, 'exact-v1', turned)).hu : null;
}
