import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openScan } from '#main/readers/open-scan.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import { type Direction, type Geometry, identityDirection, type Vec3, voxelToWorld } from '#shared/imaging/geometry.ts';
import { metaBytes, niftiBytes, nrrdBytes, temporaryFolder, writeDicomSeries } from './tiny-files.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const [c, s] = [Math.cos(0.2), Math.sin(0.2)];
const directions: Record<string, Direction> = {
  LPS: identityDirection,
  RAS: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  'coronal, head to feet': [1, 0, 0, 0, 0, 1, 0, -1, 0],
  oblique: [c, -s, 0, s, c, 0, 0, 0, 1],
};
const size: Vec3 = [8, 7, 6];

const geometryOf = (direction: Direction): Geometry => ({
  size,
  spacingMm: [0.75, 1.25, 2.5],
  originMm: [-12.5, 40.25, -301.5],
  direction,
});

/** One bright voxel per octant, each of its own brightness; a corner of the octant away from every symmetry. */
const octants = Array.from({ length: 8 }, (_, octant) => {
  const at = (bit: 0 | 1 | 2) => ((octant >> bit) & 1 ? size[bit] - 2 : 1);
  return { index: [at(0), at(1), at(2)] as Vec3, hu: 1000 + 100 * octant };
});

function phantom(): Int16Array {
  const hu = new Int16Array(size[0] * size[1] * size[2]).fill(-1000);
  for (const { index, hu: value } of octants) hu[(index[2] * size[1] + index[1]) * size[0] + index[0]] = value;
  return hu;
}

const write = (name: string, bytes: Buffer): string => {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
};

const formats: Record<string, (geometry: Geometry, tag: string) => ScanSource> = {
  DICOM: (geometry) => ({ format: 'dicom', files: writeDicomSeries(temporaryIn(), geometry, phantom()) }),
  NIfTI: (geometry, tag) => ({ format: 'volume', path: write(`${tag}.nii`, niftiBytes(geometry, phantom())) }),
  'NIfTI, gzipped': (geometry, tag) => ({
    format: 'volume',
    path: write(`${tag}.nii.gz`, gzipSync(niftiBytes(geometry, phantom()))),
  }),
  NRRD: (geometry, tag) => ({ format: 'volume', path: write(`${tag}.nrrd`, nrrdBytes(geometry, phantom())) }),
  'NRRD, gzipped': (geometry, tag) => ({
    format: 'volume',
    path: write(`${tag}-z.nrrd`, nrrdBytes(geometry, phantom(), 'gzip')),
  }),
  MetaImage: (geometry, tag) => ({ format: 'volume', path: write(`${tag}.mha`, metaBytes(geometry, phantom())) }),
  'MetaImage, two files': (geometry, tag) => {
    write(`${tag}.raw`, Buffer.from(phantom().buffer));
    return { format: 'volume', path: write(`${tag}.mhd`, metaBytes(geometry, phantom(), `${tag}.raw`)) };
  },
};

const folders: ReturnType<typeof temporaryFolder>[] = [];
const temporaryIn = () => {
  const made = temporaryFolder();
  folders.push(made);
  return made.path;
};
afterAll(() => folders.forEach((made) => made.remove()));

describe.each(Object.keys(directions))('a bright voxel per octant of a scan that lies %s', (name) => {
  const geometry = geometryOf(directions[name] as Direction);

  it.each(Object.keys(formats))('lies where it was written: %s', async (format) => {
    const scan = await openScan((formats[format] as (typeof formats)[string])(geometry, name.replaceAll(/\W/g, '')));
    const { data } = await scan.readRegion({ start: [0, 0, 0], size: scan.geometry.size });
    const [ni, nj] = scan.geometry.size;
    for (const { index, hu } of octants) {
      const n = data.indexOf(hu);
      const found = voxelToWorld(scan.geometry, [n % ni, Math.floor(n / ni) % nj, Math.floor(n / (ni * nj))]);
      const expected = voxelToWorld(geometry, index);
      const offMm = Math.hypot(found[0] - expected[0], found[1] - expected[1], found[2] - expected[2]);
      expect(offMm).toBeLessThan(1e-4);
    }
    expect(data.filter((value) => value === -1000)).toHaveLength(data.length - 8);
  });
});
