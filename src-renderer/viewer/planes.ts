import { type Geometry, type Vec3, voxelToWorld, worldToVoxel } from '#shared/imaging/geometry.ts';

export type PlaneId = 'axial' | 'coronal' | 'sagittal';

/**
 * How a plane lies on the screen, for a volume whose axes run along LPS. Radiological view: the patient's left is at
 * the right, anterior at the top of axial slices, superior at the top of the others, anterior at the left of sagittal.
 */
export interface Plane {
  readonly id: PlaneId;
  readonly title: string;
  /** Voxel axis (0 x, 1 y, 2 z) across, down and through the slices. */
  readonly across: 0 | 1 | 2;
  readonly down: 0 | 1 | 2;
  readonly through: 0 | 1 | 2;
  /** The row at the top is the last voxel. */
  readonly flipped: boolean;
  /** What lies at the left, right, top and bottom edge. */
  readonly edges: { readonly left: string; readonly right: string; readonly top: string; readonly bottom: string };
}

export const planes: readonly Plane[] = [
  {
    id: 'axial',
    title: 'Axial',
    across: 0,
    down: 1,
    through: 2,
    flipped: false,
    edges: { left: 'R', right: 'L', top: 'A', bottom: 'P' },
  },
  {
    id: 'coronal',
    title: 'Coronal',
    across: 0,
    down: 2,
    through: 1,
    flipped: true,
    edges: { left: 'R', right: 'L', top: 'S', bottom: 'I' },
  },
  {
    id: 'sagittal',
    title: 'Sagittal',
    across: 1,
    down: 2,
    through: 0,
    flipped: true,
    edges: { left: 'A', right: 'P', top: 'S', bottom: 'I' },
  },
];

/** Grey window: what is black and what is white, in HU. */
export interface GreyWindow {
  readonly id: string;
  readonly label: string;
  readonly levelHu: number;
  readonly widthHu: number;
}

const lungWindow: GreyWindow = { id: 'lung', label: 'Lung', levelHu: -600, widthHu: 1500 };
const mediastinumWindow: GreyWindow = { id: 'mediastinum', label: 'Mediastinum', levelHu: 40, widthHu: 400 };
export const greyWindows: readonly GreyWindow[] = [lungWindow, mediastinumWindow];

/** Below this it is air or lung. */
const airHu = -500;

/** The grey window to begin with: that of the lung where a sixth of the patch or more is air, else the mediastinum's. */
export function suitableWindow(data: ArrayLike<number>): GreyWindow {
  let air = 0;
  for (let i = 0; i < data.length; i++) if ((data[i] ?? 0) < airHu) air++;
  return air * 6 >= data.length ? lungWindow : mediastinumWindow;
}

export interface SliceImage {
  readonly width: number;
  readonly height: number;
  /** RGBA, opaque grey. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** One slice as it lies on the screen, one pixel a voxel. `data` has i fastest. */
export function sliceImage(
  geometry: Geometry,
  data: ArrayLike<number>,
  plane: Plane,
  slice: number,
  grey: GreyWindow,
): SliceImage {
  const { size } = geometry;
  const stride: Vec3 = [1, size[0], size[0] * size[1]];
  const width = size[plane.across];
  const height = size[plane.down];
  const pixels = new Uint8ClampedArray(width * height * 4);
  const lowest = grey.levelHu - grey.widthHu / 2;
  for (let row = 0; row < height; row++) {
    const down = plane.flipped ? height - 1 - row : row;
    const start = slice * stride[plane.through] + down * stride[plane.down];
    for (let column = 0; column < width; column++) {
      const value = data[start + column * stride[plane.across]] ?? lowest;
      const shade = ((value - lowest) / grey.widthHu) * 255;
      const pixel = (row * width + column) * 4;
      pixels[pixel] = shade;
      pixels[pixel + 1] = shade;
      pixels[pixel + 2] = shade;
      pixels[pixel + 3] = 255;
    }
  }
  return { width, height, pixels };
}

/** Where a voxel index lies on the screen, in voxels from the top left corner of the slice (a voxel's centre at .5). */
export function onScreen(geometry: Geometry, plane: Plane, voxel: Vec3): { x: number; y: number } {
  const down = voxel[plane.down] + 0.5;
  return { x: voxel[plane.across] + 0.5, y: plane.flipped ? geometry.size[plane.down] - down : down };
}

/** The slice of each plane that goes through a point, within the volume. */
export function slicesThrough(geometry: Geometry, pointMm: Vec3): Record<PlaneId, number> {
  const voxel = worldToVoxel(geometry, pointMm);
  const slice = (plane: Plane) => clampSlice(geometry, plane, Math.round(voxel[plane.through]));
  const [axial, coronal, sagittal] = planes as readonly [Plane, Plane, Plane];
  return { axial: slice(axial), coronal: slice(coronal), sagittal: slice(sagittal) };
}

export const clampSlice = (geometry: Geometry, plane: Plane, slice: number): number =>
  Math.min(Math.max(slice, 0), geometry.size[plane.through] - 1);

/** Position of a slice along its axis, LPS mm. */
export function slicePositionMm(geometry: Geometry, plane: Plane, slice: number): number {
  const voxel: [number, number, number] = [0, 0, 0];
  voxel[plane.through] = slice;
  return voxelToWorld(geometry, voxel)[plane.through];
}

/** The voxel under a place on the screen, in voxels as `onScreen` gives them; null outside. */
export function voxelAt(geometry: Geometry, plane: Plane, slice: number, x: number, y: number): Vec3 | null {
  const across = Math.floor(x);
  const down = Math.floor(plane.flipped ? geometry.size[plane.down] - y : y);
  if (across < 0 || down < 0 || across >= geometry.size[plane.across] || down >= geometry.size[plane.down]) return null;
  const voxel: [number, number, number] = [0, 0, 0];
  voxel[plane.through] = slice;
  voxel[plane.across] = across;
  voxel[plane.down] = down;
  return voxel;
}
