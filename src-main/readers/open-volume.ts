import { dirname, join } from 'node:path';
import { type Direction, type Geometry, type Vec3, type VoxelArray, voxelCount } from '#shared/imaging/geometry.ts';
import { type DecodedImage, decodeVolume } from './decode-volume.ts';
import { fileFingerprint, unreadable, unsupported } from './file-bytes.ts';
import { holdsGzipped } from './gzip-length.ts';
import type { OpenScan } from './open-scan.ts';
import { copyBox } from './region-box.ts';
import { type DeclaredVolume, readVolumeHeader } from './volume-header.ts';

export interface Volume {
  readonly geometry: Geometry;
  /** i fastest. */
  readonly data: VoxelArray;
}

/** Opens a NIfTI, NRRD or MetaImage file as a scan; the voxels stay in memory until it is let go. */
export async function openVolume(path: string, options: { signal?: AbortSignal } = {}): Promise<OpenScan> {
  const { geometry, data } = await readVolume(path, options.signal);
  return {
    geometry,
    modality: 'unknown',
    warnings: hounsfieldWarning(data),
    headerHash: await fileFingerprint(path),
    readRegion: async (box) => copyBox(data, geometry.size, box),
    close: async () => {},
  };
}

/** A whole volume with its geometry in LPS. */
export async function readVolume(path: string, signal?: AbortSignal): Promise<Volume> {
  const header = await readVolumeHeader(path);
  if (!(await isWhole(path, header))) throw unreadable(path, 'the compressed file is damaged or cut short.');
  const image = await decodeVolume({ path, format: header.format }, signal);
  const geometry = geometryOf(path, image);
  const data = numbers(image.data);
  if (data.length !== voxelCount(geometry.size))
    throw unreadable(path, 'the file holds fewer voxels than its header says.');
  return { geometry, data };
}

/** ITK takes what is missing at the end of a gzipped NIfTI or NRRD file for zeros, so that is looked at here. */
async function isWhole(
  path: string,
  { format, compression, dataFile, dataOffset, voxelBytes }: DeclaredVolume,
): Promise<boolean> {
  if (compression !== 'deflate' || format === 'meta') return true;
  if (format === 'nifti') return holdsGzipped(path, 0, dataOffset + voxelBytes);
  return dataFile === null
    ? holdsGzipped(path, dataOffset, voxelBytes)
    : holdsGzipped(join(dirname(path), dataFile), 0, voxelBytes);
}

function geometryOf(path: string, image: DecodedImage): Geometry {
  const rank = image.size.length;
  if (rank < 3) throw unsupported(path, `an image of ${image.size.join(' x ')} voxels is not one volume.`);
  const three = (values: readonly number[]): Vec3 => [values[0] ?? 0, values[1] ?? 0, values[2] ?? 0];
  const at = (row: number, column: number) => image.direction[row * rank + column] ?? 0;
  const direction: Direction = [
    at(0, 0),
    at(0, 1),
    at(0, 2),
    at(1, 0),
    at(1, 1),
    at(1, 2),
    at(2, 0),
    at(2, 1),
    at(2, 2),
  ];
  const geometry = {
    size: three(image.size),
    spacingMm: three(image.spacing),
    originMm: three(image.origin),
    direction,
  };
  if (
    ![...geometry.originMm, ...direction].every(Number.isFinite) ||
    !geometry.spacingMm.every((mm) => mm > 0 && mm < 1e4)
  ) {
    throw unreadable(path, 'the position, direction or spacing in the header is not usable.');
  }
  if (!isOrthonormal(direction))
    throw unsupported(path, 'the axes are not perpendicular (a gantry tilt, for example).');
  return geometry;
}

/** Its columns are unit vectors at right angles, to a thousandth. */
function isOrthonormal(d: Direction): boolean {
  const product = (a: 0 | 1 | 2, b: 0 | 1 | 2) =>
    d[a] * d[b] + (d[a + 3] ?? 0) * (d[b + 3] ?? 0) + (d[a + 6] ?? 0) * (d[b + 6] ?? 0);
  const axes = [0, 1, 2] as const;
  return axes.every((a) => axes.every((b) => Math.abs(product(a, b) - (a === b ? 1 : 0)) < 1e-3));
}

const numbers = (data: DecodedImage['data']): VoxelArray =>
  data instanceof BigInt64Array || data instanceof BigUint64Array ? Float64Array.from(data, Number) : data;

/** Air is -1000 HU; a CT without any voxel below -200 is probably not in Hounsfield units. */
function hounsfieldWarning(data: VoxelArray): string[] {
  const stride = Math.max(Math.floor(data.length / 100_000), 1);
  let low = Number.POSITIVE_INFINITY;
  for (let n = 0; n < data.length; n += stride) low = Math.min(low, data[n] as number);
  return low > -200 ? [`The lowest value is ${low}: the voxels may not be Hounsfield units.`] : [];
}
