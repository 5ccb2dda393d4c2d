import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeNpy } from '#main/readers/numpy.ts';
import { readRegionMask } from '#main/readers/region-mask.ts';
import { structureSetSeeds } from '#main/readers/roi-seeds.ts';
import { readStructureSet } from '#main/readers/structure-set.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import {
  type Direction,
  type Geometry,
  identityDirection,
  type Vec3,
  voxelToWorld,
  worldToVoxel,
} from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';
import { type DicomElements, dicomBytes, niftiBytes, temporaryFolder } from './tiny-files.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const write = (name: string, bytes: Uint8Array): string => {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
};
const geometry: Geometry = {
  size: [24, 20, 12],
  spacingMm: [1, 1, 2],
  originMm: [-5, 10, 100],
  direction: identityDirection,
};
const none = { format: 'none' } as const;
const sphere = (place: Geometry, centreMm: Vec3, radiusMm: number): Int16Array => {
  const [ni, nj, nk] = place.size;
  return Int16Array.from({ length: ni * nj * nk }, (_, n) => {
    const at = voxelToWorld(place, [n % ni, Math.floor(n / ni) % nj, Math.floor(n / (ni * nj))]);
    return Math.hypot(...at.map((mm, axis) => mm - centreMm[axis]!)) <= radiusMm ? 3 : 0;
  });
};
const voxels = ({ data }: Mask) => data.reduce((sum, value) => sum + value, 0);
const centre: Vec3 = [6, 20, 111];

describe('a label map beside a scan', () => {
  it('on the same grid is taken voxel for voxel, over its box', async () => {
    const path = write('same.nii', niftiBytes(geometry, sphere(geometry, centre, 5)));
    const mask = await readRegionMask({ geometry }, none, { format: 'labelmap', path, value: 3 });
    expect(mask.warnings).toEqual([]);
    expect(mask.box).toEqual({ start: [7, 6, 3], size: [9, 9, 6] });
    expect(voxels(mask)).toBe(sphere(geometry, centre, 5).filter((value) => value === 3).length);
  });

  it('on another grid is the nearest voxel everywhere, with a warning', async () => {
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
    const direction: Direction = [c, -s, 0, s, c, 0, 0, 0, 1];
    const other: Geometry = { size: [60, 50, 40], spacingMm: [0.7, 0.6, 0.9], originMm: [0, -6, 94.3], direction };
    const labels = sphere(other, centre, 5);
    const path = write('other.nii', niftiBytes(other, labels));
    const mask = await readRegionMask({ geometry }, none, { format: 'labelmap', path, value: 3 });
    expect(mask.warnings).toEqual([
      expect.stringMatching(/another grid \(60 x 50 x 40 voxels of 0.7 x 0.6 x 0.9 mm\)/),
    ]);
    let expected = 0;
    for (let k = 0; k < 12; k++) {
      for (let j = 0; j < 20; j++) {
        for (let i = 0; i < 24; i++) {
          const [a, b, d] = worldToVoxel(other, voxelToWorld(geometry, [i, j, k])).map(Math.round) as [
            number,
            number,
            number,
          ];
          const inside =
            a >= 0 && a < 60 && b >= 0 && b < 50 && d >= 0 && d < 40 && labels[(d * 50 + b) * 60 + a] === 3;
          const { start, size } = mask.box;
          const [x, y, z] = [i - start[0], j - start[1], k - start[2]];
          const isInBox = x >= 0 && y >= 0 && z >= 0 && x < size[0] && y < size[1] && z < size[2];
          const ours = isInBox && mask.data[(z * size[1] + y) * size[0] + x] === 1;
          expect(ours).toBe(inside);
          if (inside) expected++;
        }
      }
    }
    expect(voxels(mask)).toBe(expected);
    expect(expected).toBeGreaterThan(200);
  });

  it('without that value, or away from the scan, is refused', async () => {
    const path = write('none.nii', niftiBytes(geometry, sphere(geometry, centre, 5)));
    const read = (value: number, place = geometry) =>
      readRegionMask({ geometry: place }, none, { format: 'labelmap', path, value });
    await expect(read(4)).rejects.toMatchObject({ code: 'not-found' });
    await expect(read(3, { ...geometry, originMm: [900, 0, 0] })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('a mask in an array', () => {
  const values = new Uint8Array(4 * 5 * 6);
  values[(1 * 5 + 2) * 6 + 3] = 7;
  const path = write('mask.npy', writeNpy([4, 5, 6], values));
  const source: ScanSource = { format: 'array', path, arrayName: null, axisOrder: 'xyz', intensity: 'hu' };
  const place: Geometry = { size: [4, 5, 6], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: identityDirection };
  const region = { format: 'array', path, arrayName: null, axisOrder: 'xyz' } as const;

  it('follows the order of its axes, and what is not 0 is inside', async () => {
    const mask = await readRegionMask({ geometry: place }, source, region);
    expect(mask).toMatchObject({ box: { start: [1, 2, 3], size: [1, 1, 1] }, data: Uint8Array.of(1) });
  });

  it('is refused for a scan of another size, and for one that has a geometry', async () => {
    await expect(readRegionMask({ geometry: { ...place, size: [6, 5, 4] } }, source, region)).rejects.toMatchObject({
      code: 'unsupported',
    });
    await expect(readRegionMask({ geometry: place }, none, region)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('contours', () => {
  const square = (kind: string, x: number, z: number, edge = 4): DicomElements => ({
    '30060042': ['CS', kind],
    '30060050': [
      'DS',
      [
        [0, 0],
        [edge, 0],
        [edge, edge],
        [0, edge],
      ]
        .map(([dx, dy]) => `${x + dx! - 0.5}\\${14.5 + dy!}\\${z}`)
        .join('\\'),
    ],
  });
  const structureSet = (rois: [string, DicomElements[]][]): Buffer =>
    dicomBytes({
      '00080060': ['CS', 'RTSTRUCT'],
      '30060020': [
        'SQ',
        rois.map(([name], n): DicomElements => ({ '30060022': ['IS', `${n + 1}`], '30060026': ['LO', name] })),
      ],
      '30060039': [
        'SQ',
        rois.map(
          ([, contours], n): DicomElements => ({ '30060040': ['SQ', contours], '30060084': ['IS', `${n + 1}`] }),
        ),
      ],
    });

  it('of two regions of one name are told apart by the seed', async () => {
    const path = write(
      'two.dcm',
      structureSet([
        ['GTV', [square('CLOSED_PLANAR', 0, 104), square('CLOSED_PLANAR', 0, 106)]],
        ['Heart', [square('CLOSED_PLANAR', 5, 104)]],
        ['GTV', [square('CLOSED_PLANAR', 10, 104)]],
        ['GTV', []],
      ]),
    );
    const read = (seedMm?: Vec3) =>
      readRegionMask({ geometry }, none, { format: 'dicom', path, roi: 'GTV' }, seedMm ? { seedMm } : {});
    expect((await read()).box).toEqual({ start: [5, 5, 2], size: [4, 4, 2] });
    expect((await read([1, 16, 104])).box.start).toEqual([5, 5, 2]);
    expect((await read([12, 16, 104])).box).toEqual({ start: [15, 5, 2], size: [4, 4, 1] });
  });

  it('of the XOR kind leave out what is drawn inside another', async () => {
    const ring = ['CLOSED_PLANAR', 'CLOSEDPLANAR_XOR'].map((kind) =>
      write(`${kind}.dcm`, structureSet([['GTV', [square(kind, 0, 104, 6), { ...square(kind, 2, 104, 2) }]]])),
    );
    for (const path of ring) {
      const mask = await readRegionMask({ geometry }, none, { format: 'dicom', path, roi: 'GTV' });
      expect(voxels(mask)).toBe(36 - 4);
    }
  });

  it('that are points or open lines enclose nothing, and the refusal says so', async () => {
    const point: DicomElements = { '30060042': ['CS', 'POINT'], '30060050': ['DS', '1\\2\\104'] };
    const path = write('point.dcm', structureSet([['Seed', [point, { ...square('OPEN_PLANAR', 0, 104) }]]]));
    expect(structureSetSeeds(geometry, await readStructureSet(path), null)).toEqual([
      {
        roi: 'Seed',
        error: {
          code: 'invalid-input',
          message: expect.stringMatching(/no contour.*1 contours of type POINT.*OPEN_PLANAR/),
        },
      },
    ]);
  });

  it('stop when cancelled', async () => {
    const signal = AbortSignal.abort();
    const region = { format: 'dicom', path: 'anything', roi: 'GTV' } as const;
    await expect(readRegionMask({ geometry }, none, region, { signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});
