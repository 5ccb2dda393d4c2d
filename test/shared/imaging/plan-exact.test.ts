import { describe, expect, it } from 'vitest';
import { type Geometry, identityDirection, type Vec3, voxelToWorld } from '#shared/imaging/geometry.ts';
import { cutPatch, requiredBox } from '#shared/imaging/patch.ts';
import { referenceCases, regionOf } from './synthetic.ts';

const cut = (geometry: Geometry, seedMm: Vec3, value: (i: number, j: number, k: number) => number) =>
  cutPatch('exact-v1', geometry, regionOf(requiredBox('exact-v1', geometry, seedMm), value), seedMm);

describe('exact-v1', () => {
  it('gives a pre-cropped array of 50 voxels of 1 mm back unchanged, wherever it lies', () => {
    const value = (i: number, j: number, k: number) => ((i * 7 + j * 13 + k * 29) % 3000) - 1000;
    for (const originMm of [
      [0, 0, 0],
      [-174.39450073242, 16.333, -0.1],
    ] as const) {
      const geometry = { size: [50, 50, 50], spacingMm: [1, 1, 1], originMm, direction: identityDirection } as const;
      const seed = voxelToWorld(geometry, [24.5, 24.5, 24.5]);
      const { hu, warnings } = cut(geometry, seed, value);
      const expected = regionOf({ start: [0, 0, 0], size: [50, 50, 50] }, value).data;
      expect(hu).toEqual(Float32Array.from(expected));
      expect(warnings).toEqual([]);
    }
  });

  it.each(referenceCases('fmcib-pip-1.json'))('reproduces a linear field at the exact positions: $name', (item) => {
    const { geometry, seedMm } = item;
    // 2 x - 3 y + z + 100 HU is reproduced by trilinear interpolation, whatever the direction of the scan.
    const field = ([x, y, z]: Vec3) => 2 * x - 3 * y + z + 100;
    const box = requiredBox('exact-v1', geometry, seedMm);
    const whole = regionOf(box, () => 0);
    const data = Float64Array.from(whole.data);
    let n = 0;
    for (let k = 0; k < box.size[2]; k++) {
      for (let j = 0; j < box.size[1]; j++) {
        for (let i = 0; i < box.size[0]; i++) {
          data[n++] = field(voxelToWorld(geometry, [box.start[0] + i, box.start[1] + j, box.start[2] + k]));
        }
      }
    }
    const patch = cutPatch('exact-v1', geometry, { box, data }, seedMm);
    let checked = 0;
    for (let position = 0; position < 125000; position += 37) {
      const value = patch.hu[position]!;
      if (value === -1024) continue;
      const index: Vec3 = [position % 50, Math.floor(position / 50) % 50, Math.floor(position / 2500)];
      const point = voxelToWorld(patch.geometry, index);
      expect(point[0]).toBeCloseTo(seedMm[0] + index[0] - 24.5, 9);
      if (isWithinCentres(geometry, point)) {
        expect(value).toBeCloseTo(field(point), 3);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(300);
  });

  it('keeps the lesion centred at the edge of the scan, fills with -1024 HU and says so', () => {
    const geometry = {
      size: [60, 60, 60],
      spacingMm: [1, 1, 1],
      originMm: [0, 0, 0],
      direction: identityDirection,
    } as const;
    const { hu, warnings } = cut(geometry, [5, 30, 30], (i) => i);
    expect([hu[18], hu[19], hu[20], hu[30]]).toEqual([-1024, 0, 0.5, 10.5]);
    expect(warnings).toHaveLength(1);
  });

  it('refuses a seed outside the scan and names the span of the scan', () => {
    const geometry = {
      size: [60, 60, 60],
      spacingMm: [1, 1, 1],
      originMm: [0, 0, 0],
      direction: identityDirection,
    } as const;
    expect(() => requiredBox('exact-v1', geometry, [-0.6, 30, 30])).toThrow(
      /outside the scan, which spans x 0.0 to 59.0/,
    );
    expect(() => requiredBox('exact-v1', geometry, [Number.NaN, 30, 30])).toThrow(/outside the scan/);
    expect(requiredBox('exact-v1', geometry, [-0.4, 30, 30]).start[0]).toBe(0);
  });
});

function isWithinCentres(geometry: Geometry, point: Vec3): boolean {
  const corner = voxelToWorld(geometry, [0, 0, 0]);
  const { direction: d, spacingMm: s, size } = geometry;
  const offset = [point[0] - corner[0], point[1] - corner[1], point[2] - corner[2]] as const;
  return ([0, 1, 2] as const).every((axis) => {
    const along = (d[axis] * offset[0] + d[(axis + 3) as 3] * offset[1] + d[(axis + 6) as 6] * offset[2]) / s[axis];
    return along >= 0 && along <= size[axis] - 1;
  });
}
