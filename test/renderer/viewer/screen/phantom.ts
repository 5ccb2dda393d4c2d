import type { ViewerMask, ViewerSaliency, ViewerSeed } from '#renderer/viewer/scan-viewer-props.ts';
import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import { identityDirection, voxelToWorld } from '#shared/imaging/geometry.ts';

/** About 20 degrees about the axis (1, 1, 0), normalised: oblique to all three planes. */
const oblique = [
  0.9698463, 0.0301537, 0.2418448, 0.0301537, 0.9698463, -0.2418448, -0.2418448, 0.2418448, 0.9396926,
] as const;

export type PhantomName = 'straight' | 'anisotropic' | 'oblique';

/** Grids of a CT: voxels of 2 mm; thick slices; an oblique direction matrix. */
export function phantomGeometry(name: PhantomName): Geometry {
  if (name === 'straight')
    return { size: [64, 64, 64], spacingMm: [2, 2, 2], originMm: [-63, -63, -63], direction: identityDirection };
  if (name === 'anisotropic')
    return { size: [64, 48, 20], spacingMm: [1.5, 1.5, 5], originMm: [10, -40, 100], direction: identityDirection };
  return { size: [56, 60, 40], spacingMm: [2, 2, 3], originMm: [-50, -60, -50], direction: oblique };
}

/** The centres of the eight bright balls, one in each octant, at these shares of the grid. */
export const octants: readonly Vec3[] = [0.25, 0.75].flatMap((z) =>
  [0.25, 0.75].flatMap((y) => [0.25, 0.75].map((x): Vec3 => [x, y, z])),
);
/** HU of each, so that none is taken for another. */
export const octantHu = (n: number): number => 100 + 100 * n;

export const octantMm = (geometry: Geometry, n: number): Vec3 =>
  voxelToWorld(
    geometry,
    octants[n]!.map((share, axis) => Math.round(share * (geometry.size[axis]! - 1))) as unknown as Vec3,
  );

/** A body of soft tissue with two lungs of air and the eight balls of 6 mm. */
export function phantomVoxels(geometry: Geometry): Int16Array {
  const [columns, rows, slices] = geometry.size;
  const data = new Int16Array(columns * rows * slices);
  const balls = octants.map((_, n) => octantMm(geometry, n));
  const middle = voxelToWorld(geometry, [(columns - 1) / 2, (rows - 1) / 2, (slices - 1) / 2]);
  const reach = columns * geometry.spacingMm[0] * 0.46;
  let at = 0;
  for (let k = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, at++) {
        const [x, y, z] = voxelToWorld(geometry, [i, j, k]);
        const [dx, dy] = [x - middle[0], y - middle[1]];
        const inBody = (dx / reach) ** 2 + (dy / (0.8 * reach)) ** 2 < 1;
        const lung = (Math.abs(dx) - 0.45 * reach) ** 2 + dy ** 2 < (0.25 * reach) ** 2 && Math.abs(z - middle[2]) < 40;
        const ball = balls.findIndex((b) => (x - b[0]) ** 2 + (y - b[1]) ** 2 + (z - b[2]) ** 2 < 36);
        data[at] = ball >= 0 ? octantHu(ball) : lung ? -850 : inBody ? 40 : -1000;
      }
    }
  }
  return data;
}

/** The fourth ball as a lesion: its mask on a finer grid, its seed, a reader beside it, and a bell of saliency. */
export function phantomLesion(geometry: Geometry): {
  seeds: ViewerSeed[];
  mask: ViewerMask;
  saliency: ViewerSaliency;
  seedMm: Vec3;
} {
  const seedMm = octantMm(geometry, 3);
  const mask = ball(seedMm, 28, 9);
  const patch: Geometry = {
    size: [50, 50, 50],
    spacingMm: [1, 1, 1],
    originMm: seedMm.map((mm) => mm - 24.5) as unknown as Vec3,
    direction: identityDirection,
  };
  const bell = new Float32Array(50 ** 3);
  for (let at = 0; at < bell.length; at++) {
    const [i, j, k] = [at % 50, Math.floor(at / 50) % 50, Math.floor(at / 2500)];
    bell[at] = Math.exp(-((i - 30) ** 2 + (j - 24.5) ** 2 + (k - 24.5) ** 2) / 200);
  }
  return {
    seedMm,
    mask,
    seeds: [
      { id: 'lesion-4', mm: seedMm, label: 'Lesion 4', kind: 'lesion', selected: true, movable: true },
      { id: 'lesion-1', mm: octantMm(geometry, 0), label: 'Lesion 1', kind: 'lesion', selected: false, movable: true },
      {
        id: 'reader',
        mm: [seedMm[0] + 8, seedMm[1] - 4, seedMm[2]],
        label: 'Reader B',
        kind: 'reader',
        selected: false,
        movable: false,
      },
    ],
    saliency: {
      geometry: patch,
      data: bell,
      label: 'Saliency',
      domain: [0, 1],
      opacity: 0.5,
      threshold: 0.3,
      isolines: [0.5, 0.7, 0.9],
    },
  };
}

function ball(middleMm: Vec3, voxels: number, radiusMm: number): ViewerMask {
  const geometry: Geometry = {
    size: [voxels, voxels, voxels],
    spacingMm: [1, 1, 1],
    originMm: middleMm.map((mm) => mm - (voxels - 1) / 2) as unknown as Vec3,
    direction: identityDirection,
  };
  const data = new Uint8Array(voxels ** 3);
  const half = (voxels - 1) / 2;
  for (let at = 0; at < data.length; at++) {
    const [i, j, k] = [at % voxels, Math.floor(at / voxels) % voxels, Math.floor(at / voxels ** 2)];
    data[at] = (i - half) ** 2 + (j - half) ** 2 + (k - half) ** 2 <= radiusMm ** 2 ? 1 : 0;
  }
  return { id: 'gtv', label: 'GTV', geometry, data, colour: 2, fillOpacity: 0 };
}
