import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ScanSource } from '#shared/domain/entities.ts';
import { AppError, cancelled } from '#shared/errors.ts';
import { type Region, type VoxelBox, voxelCount } from '#shared/imaging/geometry.ts';
import { fileFingerprint, readHead } from './file-bytes.ts';
import { mapInOrder } from './in-order.ts';
import type { OpenScan } from './open-scan.ts';
import { readPngSlice } from './png-slice.ts';
import { assertBoxInside } from './region-box.ts';

type PngSlices = Extract<ScanSource, { format: 'png-slices' }>;

/** Files read at a time. */
const concurrency = 8;

/**
 * Opens a stack of 16-bit PNG slices with the geometry that its data set gives; a region reads only its own slices.
 * The number of files must be the number of slices. The hash is of the sizes of all files, the content of the first,
 * middle and last, and the geometry.
 */
export async function openPngSlices(source: PngSlices, options: { signal?: AbortSignal } = {}): Promise<OpenScan> {
  const { files, geometry, offsetHu } = source;
  if (files.length !== geometry.size[2]) {
    throw new AppError('unsupported', `There are ${files.length} slices; the geometry has ${geometry.size[2]}.`);
  }
  const hash = createHash('sha256').update(JSON.stringify([geometry, offsetHu]));
  const sizes = await mapInOrder(files, concurrency, async (path) => {
    if (options.signal?.aborted) throw cancelled();
    return (await readHead(path, 0)).size;
  });
  hash.update(JSON.stringify(files.map((path, n) => [basename(path), sizes[n]])));
  for (const index of new Set([0, Math.floor(files.length / 2), files.length - 1])) {
    hash.update(await fileFingerprint(files[index] as string));
  }
  return {
    geometry,
    modality: 'CT',
    warnings: [],
    headerHash: hash.digest('hex'),
    readRegion: (box) => readBox(source, box),
    close: async () => {},
  };
}

async function readBox({ files, geometry, offsetHu }: PngSlices, box: VoxelBox): Promise<Region> {
  assertBoxInside(box, geometry.size);
  const [columns, rows] = geometry.size;
  const [width, height, depth] = box.size;
  const [i0, j0, k0] = box.start;
  const data = new Int32Array(voxelCount(box.size));
  await mapInOrder(files.slice(k0, k0 + depth), concurrency, async (path, k) => {
    const slice = await readPngSlice(path, columns, rows);
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++) {
        data[(k * height + j) * width + i] = (slice[(j + j0) * columns + i + i0] as number) - offsetHu;
      }
    }
  });
  return { box, data: fitting(data) };
}

/** Int16 where the values fit, as nearly all CT does. */
function fitting(data: Int32Array): Int16Array | Int32Array {
  for (const value of data) if (value < -32768 || value > 32767) return data;
  return Int16Array.from(data);
}
