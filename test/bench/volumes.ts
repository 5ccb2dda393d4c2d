import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { metaReadImageNode, niftiReadImageNode, nrrdReadImageNode } from '@itk-wasm/image-io';
import { zipSync } from 'fflate';
import { writeNpy } from '#main/readers/numpy.ts';
import { openScan } from '#main/readers/open-scan.ts';
import { readRegionMask } from '#main/readers/region-mask.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import { type Geometry, identityDirection, voxelCount } from '#shared/imaging/geometry.ts';
import { type DicomElements, dicomBytes, metaBytes, niftiBytes, nrrdBytes } from '#test/main/readers/tiny-files.ts';

const geometry: Geometry = {
  size: [512, 512, 200],
  spacingMm: [0.8, 0.8, 1.5],
  originMm: [-200, -200, -150],
  direction: identityDirection,
};

/** A body of noise in air: what CT compresses like. */
function body(): Int16Array {
  const hu = new Int16Array(voxelCount(geometry.size));
  let state = 1;
  for (let n = 0; n < hu.length; n++) {
    const [x, y] = [(n % 512) - 256, (Math.floor(n / 512) % 512) - 256];
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    hu[n] = x * x + 2 * y * y < 50_000 ? ((state >> 16) % 40) + 20 : -1000;
  }
  return hu;
}

type Peer = (path: string) => Promise<{ couldRead: unknown; image: { data: ArrayLike<unknown> | null } }>;

async function peerRead(peer: Peer, path: string): Promise<void> {
  const { couldRead, image } = await peer(path);
  if (!couldRead || image.data?.length !== voxelCount(geometry.size))
    throw new Error('The peer did not read the file.');
}

async function seconds(work: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let n = 0; n < 3; n++) {
    const start = performance.now();
    await work();
    times.push((performance.now() - start) / 1000);
  }
  return Math.min(...times).toFixed(3);
}

async function readWhole(source: ScanSource): Promise<void> {
  const scan = await openScan(source);
  await scan.readRegion({ start: [0, 0, 0], size: scan.geometry.size });
  await scan.close();
}

/** Grey, 16 bits, no filter. */
function pngOf(values: Uint16Array, columns: number, rows: number): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(content.length, 0);
    ends.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns, 0);
  header.writeUInt32BE(rows, 4);
  header[8] = 16;
  const swapped = Buffer.from(values.slice().buffer).swap16();
  const lines = Array.from({ length: rows }, (_, row) =>
    Buffer.concat([Buffer.alloc(1), swapped.subarray(row * columns * 2, (row + 1) * columns * 2)]),
  );
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const packed = deflateSync(Buffer.concat(lines), { level: 3 });
  return Buffer.concat([mark, chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))]);
}

/** A structure set of one region: 150 contours of 4000 points. */
function structureSet(): Buffer {
  const contour = (slice: number): DicomElements => ({
    '30060042': ['CS', 'CLOSED_PLANAR'],
    '30060050': [
      'UT',
      Array.from({ length: 4000 }, (_, n) => {
        const angle = (n * Math.PI) / 2000;
        return `${(90 * Math.cos(angle)).toFixed(3)}\\${(70 * Math.sin(angle)).toFixed(3)}\\${-150 + slice * 1.5}`;
      }).join('\\'),
    ],
  });
  return dicomBytes({
    '00080060': ['CS', 'RTSTRUCT'],
    '30060020': ['SQ', [{ '30060022': ['IS', '1'], '30060026': ['LO', 'GTV'] }]],
    '30060039': [
      'SQ',
      [{ '30060040': ['SQ', Array.from({ length: 150 }, (_, n) => contour(n))], '30060084': ['IS', '1'] }],
    ],
  });
}

async function volumeRows(folder: string): Promise<{ label: string; value: string }[]> {
  const hu = body();
  const write = async (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  };
  const volumes: [string, Buffer, Peer][] = [
    ['a.nii', niftiBytes(geometry, hu), niftiReadImageNode],
    ['a.nii.gz', gzipSync(niftiBytes(geometry, hu), { level: 3 }), niftiReadImageNode],
    ['a.nrrd', nrrdBytes(geometry, hu), nrrdReadImageNode],
    ['z.nrrd', nrrdBytes(geometry, hu, 'gzip'), nrrdReadImageNode],
    ['a.mha', metaBytes(geometry, hu), metaReadImageNode],
    ['z.mha', metaBytes(geometry, hu, 'LOCAL', true), metaReadImageNode],
  ];
  const rows: { label: string; value: string }[] = [];
  for (const [name, bytes, peer] of volumes) {
    const path = await write(name, bytes);
    const ours = await seconds(() => readWhole({ format: 'volume', path }));
    rows.push({
      label: `${name}, s (ITK in WebAssembly)`,
      value: `${ours} (${await seconds(() => peerRead(peer, path))})`,
    });
  }
  const plain = join(folder, 'a.nii');
  const part = await seconds(async () => {
    const scan = await openScan({ format: 'volume', path: plain });
    await scan.readRegion({ start: [200, 200, 80], size: [64, 64, 34] });
  });
  rows.push({ label: 'a.nii, opened and a cube of 50 mm read, s', value: part });
  const array = writeNpy([200, 512, 512], hu);
  for (const [name, bytes] of [
    ['a.npy', array] as const,
    ['a.npz', zipSync({ 'scan.npy': [array, { level: 3 }] })] as const,
  ]) {
    const path = await write(name, bytes);
    const source = { format: 'array', path, arrayName: null, axisOrder: 'zyx', intensity: 'hu' } as const;
    rows.push({ label: `${name}, s`, value: await seconds(() => readWhole(source)) });
  }
  const files: string[] = [];
  for (let k = 0; k < 200; k++) {
    const slice = Uint16Array.from(hu.subarray(k * 512 * 512, (k + 1) * 512 * 512), (value) => value + 32_768);
    files.push(await write(`${k}.png`, pngOf(slice, 512, 512)));
  }
  rows.push({
    label: '200 PNG slices, s',
    value: await seconds(() => readWhole({ format: 'png-slices', files, geometry, offsetHu: 32_768 })),
  });
  return rows;
}

/** Reading 512 x 512 x 200 (100 MB) of each format of volumes, and a large outline. */
export const bench = {
  name: 'volumes',
  async run(): Promise<{ label: string; value: string }[]> {
    const folder = await mkdtemp(join(tmpdir(), 'seedpoint-bench-volumes-'));
    try {
      const rows = await volumeRows(folder);
      const path = join(folder, 'rs.dcm');
      await writeFile(path, structureSet());
      const region = { format: 'dicom', path, roi: 'GTV' } as const;
      const mask = await seconds(() => readRegionMask({ geometry }, { format: 'none' }, region));
      return [...rows, { label: 'Mask of 150 contours of 4000 points, s', value: mask }];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
