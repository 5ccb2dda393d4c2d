import { basename } from 'node:path';
import type { ScanSource } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import { type Geometry, identityDirection, type Vec3, type VoxelArray } from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';
import { areNotScaled, unscaleHu } from '#shared/imaging/profiles.ts';
import { fileFingerprint, namingFile, readWholeFile, unsupported } from './file-bytes.ts';
import { type NumpyArray, npzNames, readNpy, readNpz } from './numpy.ts';
import type { OpenScan } from './open-scan.ts';
import { copyBox } from './region-box.ts';

type ArraySource = Extract<ScanSource, { format: 'array' }>;
/** Where an array is and how it lies. */
type ArrayPlace = Pick<ArraySource, 'path' | 'arrayName' | 'axisOrder'>;

/** Opens a bare three-dimensional array: voxels of 1 mm along the LPS axes, voxel 0 at (0, 0, 0). */
export async function openArray(source: ArraySource, options: { signal?: AbortSignal } = {}): Promise<OpenScan> {
  options.signal?.throwIfAborted();
  const { size, data } = volumeOf(source, await readArray(source));
  const geometry: Geometry = { size, spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: identityDirection };
  return {
    geometry,
    modality: 'unknown',
    warnings: [],
    headerHash: `${await fileFingerprint(source.path)}:${source.arrayName ?? ''}`,
    readRegion: async (box) => {
      const region = copyBox(data, size, box);
      if (source.intensity === 'hu') return region;
      if (areNotScaled(region.data)) {
        throw new AppError(
          'invalid-input',
          `${basename(source.path)}: the values look like Hounsfield units, but were said to be scaled.`,
        );
      }
      return { box, data: Float32Array.from(region.data, unscaleHu) };
    },
    close: async () => {},
  };
}

/** The mask that lies in an array beside a scan of this size: what is not 0 is inside. */
export async function readArrayMask(place: ArrayPlace, scanSize: Vec3): Promise<Mask> {
  const { size, data } = volumeOf(place, await readArray(place));
  if (size.some((length, axis) => length !== scanSize[axis])) {
    throw unsupported(place.path, `the mask has ${size.join(' x ')} voxels and its scan ${scanSize.join(' x ')}.`);
  }
  return { box: { start: [0, 0, 0], size }, data: Uint8Array.from(data, (value) => (value ? 1 : 0)) };
}

async function readArray({ path, arrayName }: ArrayPlace): Promise<NumpyArray> {
  const bytes = await readWholeFile(path);
  return namingFile(path, () => {
    const isZip = bytes.length > 3 && bytes.toString('latin1', 0, 2) === 'PK';
    if (!isZip) return readNpy(bytes);
    const names = npzNames(bytes);
    if (arrayName === null && names.length > 1) {
      throw new AppError('unsupported', `the file holds several arrays (${names.join(', ')}); name one.`);
    }
    return readNpz(bytes, arrayName ?? names[0] ?? '');
  });
}

/** Turns the array into a volume with x fastest. Leading axes of length 1 (batch, channel) are dropped. */
function volumeOf({ path, axisOrder }: ArrayPlace, array: NumpyArray): { size: Vec3; data: VoxelArray } {
  const shape = [...array.shape];
  while (shape.length > 3 && shape[0] === 1) shape.shift();
  const [a, b, c] = shape;
  if (shape.length !== 3 || !a || !b || !c) {
    throw unsupported(path, `an array of shape (${array.shape.join(', ')}) is not one volume.`);
  }
  const size: Vec3 = axisOrder === 'xyz' ? [a, b, c] : [c, b, a];
  return { size, data: axisOrder === 'zyx' ? array.data : reversedAxes(array.data, size) };
}

/** From z fastest to x fastest. */
function reversedAxes(data: VoxelArray, [nx, ny, nz]: Vec3): VoxelArray {
  const out = data.slice();
  for (let z = 0, n = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, n++) out[n] = data[(x * ny + y) * nz + z] as number;
    }
  }
  return out;
}
