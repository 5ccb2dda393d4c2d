import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import {
  cubeOnPlane,
  halfSliceMm,
  maskOnPlane,
  type PlaneRaster,
  type Ring,
  ringsAt,
  volumeOnPlane,
} from './plane-shapes.ts';
import type { Pose } from './pose.ts';
import type { ViewerMask, ViewerSaliency, ViewerSeed } from './scan-viewer-props.ts';
import { dot, minus } from './vectors.ts';

export interface Ruler {
  readonly id: number;
  readonly fromMm: Vec3;
  readonly toMm: Vec3;
}

export const lengthMm = ({ fromMm, toMm }: Ruler): number => Math.hypot(...minus(toMm, fromMm));

/** Everything that lies on top of a slice, in mm on its plane (see `plane-shapes.ts`) or at points of the patient. */
export interface Overlay {
  readonly cube: Ring | null;
  readonly masks: readonly { mask: ViewerMask; shapes: Ring[][] }[];
  readonly saliency: {
    map: ViewerSaliency;
    raster: PlaneRaster;
    isolines: readonly { level: number; shapes: Ring[][] }[];
  } | null;
  readonly seeds: readonly { seed: ViewerSeed; inSlice: boolean }[];
  readonly rulers: readonly Ruler[];
}

export interface OverlayInput {
  readonly geometry: Geometry;
  readonly slabMm: number;
  readonly cubeMm: Vec3 | null;
  readonly masks: readonly ViewerMask[];
  readonly saliency: ViewerSaliency | null;
  readonly seeds: readonly ViewerSeed[];
  readonly rulers: readonly Ruler[];
}

export function overlayOf(pose: Pose, input: OverlayInput): Overlay {
  const reach = Math.max(halfSliceMm(input.geometry, pose.through), input.slabMm / 2) + 1e-6;
  const depth = (mm: Vec3): number => Math.abs(dot(pose.through, minus(mm, pose.middleMm)));
  return {
    cube: input.cubeMm && cubeOnPlane(pose, input.cubeMm),
    masks: input.masks.map((mask) => ({ mask, shapes: maskOnPlane(pose, mask.geometry, mask.data) })),
    saliency: input.saliency && saliencyOf(pose, input.saliency),
    seeds: input.seeds.map((seed) => ({ seed, inSlice: depth(seed.mm) <= reach })),
    rulers: input.rulers.filter(({ fromMm, toMm }) => depth(fromMm) <= reach && depth(toMm) <= reach),
  };
}

function saliencyOf(pose: Pose, map: ViewerSaliency): Overlay['saliency'] {
  const raster = volumeOnPlane(pose, map.geometry, map.data);
  if (!raster) return null;
  const isolines = map.isolines.map((level) => ({ level, shapes: ringsAt(raster, level, map.domain[0]) }));
  return { map, raster, isolines };
}
