import { createReadStream } from 'node:fs';
import { constants, createUnzip } from 'node:zlib';
import { cancelled, isCancelled } from '#shared/errors.ts';
import { type Region, type VoxelArray, type VoxelBox, voxelCount } from '#shared/imaging/geometry.ts';
import { readBytes, readHead, readWholeFile, unreadable, withFile } from './file-bytes.ts';
import { assertBoxInside } from './region-box.ts';
import type { DeclaredVolume } from './volume-header.ts';
import { emptyVoxels, type VoxelType, voxelBytes, voxelsOf } from './voxel-types.ts';

/** What may follow the voxels in a compressed file; checked to the end, so that a damaged checksum is found. */
const slackBytes = 2 ** 20;

/** Reads a box of an uncompressed file: only the rows of its slices that it crosses. */
export async function readRawBox(volume: DeclaredVolume, box: VoxelBox): Promise<Region> {
  const { geometry, type, isBigEndian, dataPath } = volume;
  assertBoxInside(box, geometry.size);
  const [ni, nj] = geometry.size;
  const [width, height, depth] = box.size;
  const bytesPerVoxel = voxelBytes[type];
  const data = emptyVoxels(type, voxelCount(box.size));
  await withFile(dataPath, async (file, fileSize) => {
    const whole = voxelCount(geometry.size) * bytesPerVoxel;
    const start = volume.dataOffset ?? fileSize - whole;
    for (let k = 0; k < depth; k++) {
      const firstRow = (k + box.start[2]) * nj + box.start[1];
      const bytes = await readBytes(file, dataPath, start + firstRow * ni * bytesPerVoxel, height * ni * bytesPerVoxel);
      const rows = voxelsOf(bytes, type, isBigEndian);
      for (let j = 0; j < height; j++) {
        const row = j * ni + box.start[0];
        data.set(rows.subarray(row, row + width), (k * height + j) * width);
      }
    }
  });
  return { box, data };
}

/** All voxels of a volume as they are stored, before slope and intercept. */
export async function readAllVoxels(volume: DeclaredVolume, signal?: AbortSignal): Promise<VoxelArray> {
  const { geometry, type, encoding, isBigEndian, dataPath } = volume;
  const count = voxelCount(geometry.size);
  if (encoding === 'text') return readText(dataPath, volume.dataOffset ?? 0, type, count);
  if (encoding === 'raw') return (await readRawBox(volume, { start: [0, 0, 0], size: geometry.size })).data;
  const bytes = await inflate(volume, count * voxelBytes[type], signal);
  return voxelsOf(bytes, type, isBigEndian);
}

async function inflate(volume: DeclaredVolume, length: number, signal?: AbortSignal): Promise<Uint8Array> {
  const { dataPath, isOffsetInflated } = volume;
  const offset = volume.dataOffset ?? 0;
  const skip = isOffsetInflated ? offset : 0;
  const isPlain = isOffsetInflated && !(await isGzipped(dataPath));
  if (isPlain) {
    return withFile(dataPath, (file) => readBytes(file, dataPath, offset, length));
  }
  const packed = createReadStream(dataPath, { start: isOffsetInflated ? 0 : offset, highWaterMark: 2 ** 20 });
  const unzip = createUnzip({ chunkSize: 2 ** 20, finishFlush: constants.Z_FINISH });
  packed.on('error', (error) => unzip.destroy(error));
  const out = new Uint8Array(length);
  let seen = 0;
  try {
    for await (const chunk of packed.pipe(unzip) as AsyncIterable<Buffer>) {
      if (signal?.aborted) throw cancelled();
      const from = Math.max(skip - seen, 0);
      const to = seen + from - skip;
      if (from < chunk.length && to < length) out.set(chunk.subarray(from, from + length - to), to);
      seen += chunk.length;
      if (seen > skip + length + slackBytes) break;
    }
  } catch (error) {
    if (isCancelled(error)) throw error;
    throw unreadable(dataPath, 'the compressed file is damaged or cut short.', error);
  } finally {
    packed.destroy();
    unzip.destroy();
  }
  if (seen < skip + length)
    throw unreadable(dataPath, 'the file is cut short: it holds fewer voxels than its header says.');
  return out;
}

/** The .img of a gzipped .hdr may be plain. */
async function isGzipped(path: string): Promise<boolean> {
  const { head } = await readHead(path, 2);
  return head[0] === 0x1f && head[1] === 0x8b;
}

async function readText(path: string, offset: number, type: VoxelType, count: number): Promise<VoxelArray> {
  const bytes = await readWholeFile(path);
  const data = emptyVoxels(type, count);
  const number = /[^\s,]+/g;
  const text = bytes.toString('latin1', offset);
  for (let n = 0; n < count; n++) {
    const found = number.exec(text);
    const value = found ? Number(found[0]) : Number.NaN;
    if (Number.isNaN(value)) throw unreadable(path, 'the file holds fewer voxels than its header says.');
    data[n] = value;
  }
  return data;
}
