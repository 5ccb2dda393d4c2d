/**
 * Where voxels are. Coordinates are LPS millimetres (DICOM patient coordinates: +x left, +y posterior, +z superior);
 * voxel indices are (i, j, k) with i fastest in memory, index 0 at the centre of the first voxel.
 */
export type Vec3 = readonly [number, number, number];

export interface Geometry {
  /** Voxels along i, j, k. */
  readonly size: Vec3;
  readonly spacingMm: Vec3;
  /** LPS position of the centre of voxel (0, 0, 0). */
  readonly originMm: Vec3;
  /** Row-major 3x3; column n is the LPS unit vector along which index n increases. */
  readonly direction: Direction;
}

export type Direction = readonly [number, number, number, number, number, number, number, number, number];

export const identityDirection: Direction = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** A box of voxels: first index and size per axis. May reach outside the volume. */
export interface VoxelBox {
  readonly start: Vec3;
  readonly size: Vec3;
}

/** True where `outer` holds every voxel of `inner`. */
export const holdsBox = (outer: VoxelBox, inner: VoxelBox): boolean =>
  ([0, 1, 2] as const).every(
    (axis) =>
      outer.start[axis] <= inner.start[axis] &&
      outer.start[axis] + outer.size[axis] >= inner.start[axis] + inner.size[axis],
  );

/** The smallest box that holds all of these, of which there is at least one. */
export function boxAround(boxes: readonly VoxelBox[]): VoxelBox {
  const start = (axis: 0 | 1 | 2): number => Math.min(...boxes.map((box) => box.start[axis]));
  const size = (axis: 0 | 1 | 2): number =>
    Math.max(...boxes.map((box) => box.start[axis] + box.size[axis])) - start(axis);
  return { start: [start(0), start(1), start(2)], size: [size(0), size(1), size(2)] };
}

export type VoxelArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** Voxels of a box of a scan, i fastest. Values are HU for CT. */
export interface Region {
  readonly box: VoxelBox;
  readonly data: VoxelArray;
}

/** Continuous voxel index -> LPS mm. */
export function voxelToWorld(geometry: Geometry, index: Vec3): Vec3 {
  const { spacingMm: s, originMm: o, direction: d } = geometry;
  const x = index[0] * s[0];
  const y = index[1] * s[1];
  const z = index[2] * s[2];
  return [
    o[0] + d[0] * x + d[1] * y + d[2] * z,
    o[1] + d[3] * x + d[4] * y + d[5] * z,
    o[2] + d[6] * x + d[7] * y + d[8] * z,
  ];
}

/** LPS mm -> continuous voxel index. The direction is orthonormal, so its inverse is its transpose. */
export function worldToVoxel(geometry: Geometry, pointMm: Vec3): Vec3 {
  const { spacingMm: s, originMm: o, direction: d } = geometry;
  const x = pointMm[0] - o[0];
  const y = pointMm[1] - o[1];
  const z = pointMm[2] - o[2];
  return [
    (d[0] * x + d[3] * y + d[6] * z) / s[0],
    (d[1] * x + d[4] * y + d[7] * z) / s[1],
    (d[2] * x + d[5] * y + d[8] * z) / s[2],
  ];
}

export const voxelCount = (size: Vec3): number => size[0] * size[1] * size[2];
