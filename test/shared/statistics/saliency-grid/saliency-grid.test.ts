import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import type { SaliencyMap } from '#shared/statistics/attachments.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { saliencyGrid } from '#shared/statistics/saliency-grid/saliency-grid.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const voxel = (x: number, y: number, z: number): number => (z * 50 + y) * 50 + x;

/** A map that is `low` but in one cube of 6 mm, where it is `high`; the CT holds the number of its slice. */
function mapWith(subject: number, at: readonly [number, number, number], low = -1, high = 3): SaliencyMap {
  const map = new Float32Array(50 ** 3).fill(low);
  for (let z = -3; z < 3; z++) {
    for (let y = -3; y < 3; y++) for (let x = -3; x < 3; x++) map[voxel(at[0] + x, at[1] + y, at[2] + z)] = high;
  }
  return {
    subject,
    patientCode: `P000${subject}`,
    method: 'occlusion, cubes of 10 mm every 5 mm',
    className: 'malignant',
    hu: Float32Array.from({ length: 50 ** 3 }, (_, index) => Math.floor(index / 2500)),
    map,
  };
}

const tableOf = (saliency: readonly SaliencyMap[]): DataTable => ({
  ...tableFromRecords(
    saliency.map(({ patientCode }) => ({ lesion: `${patientCode}-1` })),
    { subjects: Int32Array.from(saliency, ({ subject }) => subject) },
  ),
  attachments: { saliency },
});

const three = tableOf([mapWith(1, [25, 25, 25]), mapWith(2, [40, 10, 8]), mapWith(3, [12, 30, 25])]);
const compute = (table: DataTable, params: object = {}) => saliencyGrid.compute(table, params, context);

describe('the grid of saliency maps', () => {
  it('is a figure of 183 mm with slice, isolines and map of each lesion, two lesions side by side', () => {
    const figure = compute(three);
    expect(figureSchema.parse(figure)).toEqual(figure);
    expect(figure.sizeMm.width).toBe(183);
    expect(figure.panels.map(({ id }) => id)).toEqual(
      [1, 2, 3].flatMap((lesion) => ['slice', 'isolines', 'map'].map((what) => `${lesion}-${what}`)),
    );
    expect(figure.panels[0]).toMatchObject({ title: 'P0001-1, malignant', frame: 'none', scaleBar: { length: 10 } });
    const places = figure.panels.map(({ placeMm }) => placeMm!);
    expect(places[3]!.y).toBe(0);
    expect(places[3]!.x).toBeGreaterThan(places[2]!.x + places[2]!.width);
    expect(places[6]).toMatchObject({ x: 0, y: figure.sizeMm.height / 2 });
    for (const { x, y, width, height } of places) {
      expect(x + width).toBeLessThanOrEqual(183.001);
      expect(y + height).toBeLessThanOrEqual(figure.sizeMm.height);
    }
  });

  it('has one colour bar a row, and every image opens its lesion', () => {
    const rasters = compute(three).panels.flatMap(({ series }) => series.filter(({ mark }) => mark === 'raster'));
    const labels = rasters.map((raster) => (raster.mark === 'raster' ? (raster.scale.label ?? '') : ''));
    expect(labels).toEqual(['', '', '', '', '', 'Saliency', '', '', 'Saliency']);
    expect(rasters.map((raster) => raster.mark === 'raster' && raster.subject)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });

  it('scales each map from 0 to 1 and rings the salient place', () => {
    const [, isolines, map] = compute(three, { smoothing: 0, levels: [0.5] }).panels;
    const raster = map?.series[0];
    if (raster?.mark !== 'raster') return expect.fail('no map');
    expect([Math.min(...raster.values), Math.max(...raster.values)]).toEqual([0, 1]);
    const contour = isolines?.series[1];
    if (contour?.mark !== 'contours') return expect.fail('no isoline');
    const ring = contour.levels[0]?.rings[0]?.[0] ?? [];
    // The cube reaches from 22 to 28 along x; y runs to the front, so that it lies from 22 to 28 there too.
    expect(Math.min(...ring.map(([x]) => x))).toBeCloseTo(22, 6);
    expect(Math.max(...ring.map(([x]) => x))).toBeCloseTo(28, 6);
    expect(Math.min(...ring.map(([, y]) => y))).toBeCloseTo(22, 6);
  });

  it('shows the back of the patient below: what lies at y = 10 of 50 is high in the image', () => {
    const [, isolines] = compute(tableOf([mapWith(2, [40, 10, 25])]), { smoothing: 0, levels: [0.5] }).panels;
    const contour = isolines?.series[1];
    const ring = contour?.mark === 'contours' ? (contour.levels[0]?.rings[0]?.[0] ?? []) : [];
    expect(Math.max(...ring.map(([, y]) => y))).toBeCloseTo(50 - 7, 6);
    expect(Math.min(...ring.map(([x]) => x))).toBeCloseTo(37, 6);
  });

  it('takes the slice through the seed, or the most salient one', () => {
    const sliceOf = (params: object): number => {
      const raster = compute(three, params).panels[3]?.series[0];
      return raster?.mark === 'raster' ? (raster.values[0] ?? Number.NaN) : Number.NaN;
    };
    expect(sliceOf({})).toBe(25);
    expect([5, 6, 7, 8, 9, 10]).toContain(sliceOf({ slice: 'most salient' }));
  });

  it('shows the fall of the log-odds on one scale about 0 when not scaled', () => {
    const figure = compute(three, { scaling: 'none', smoothing: 0 });
    const raster = figure.panels[2]?.series[0];
    expect(raster?.mark === 'raster' && raster.scale).toMatchObject({ name: 'diverging', domain: [-3, 3] });
    expect(figure.caption).toContain('fall of the log-odds of the class, one scale for all');
    expect(figure.tables[0]?.rows[0]?.slice(3, 5)).toEqual([-1, 3]);
  });

  it('says where the peak lies, from the seed', () => {
    const figure = compute(tableOf([mapWith(2, [40, 10, 8])]), {});
    const [, , , , , peak] = figure.tables[0]?.rows[0] ?? [];
    const [left, back, up] = String(peak).replaceAll('−', '-').split(', ').map(Number);
    // Either of the two voxels in the middle.
    for (const [found, middle] of [
      [left, 15],
      [back, -15],
      [up, -17],
    ])
      expect(Math.abs(found! - middle!)).toBe(0.5);
    const distance = Math.hypot(left!, back!, up!);
    expect(figure.values[1]?.quantity).toEqual({ estimate: expect.closeTo(distance, 9), unit: 'mm' });
  });

  it('shows as many as asked for and says how many there are', () => {
    const figure = compute(three, { count: 2 });
    expect(figure.panels).toHaveLength(6);
    expect(figure.values[0]).toMatchObject({
      definition: 'Of 3 maps that were made of this run.',
      quantity: { estimate: 2 },
    });
  });

  it('warns of a map that is flat and of one that speaks against its class everywhere', () => {
    const figure = compute(tableOf([mapWith(1, [25, 25, 25], 0, 0), mapWith(2, [25, 25, 25], -3, -1)]));
    expect(figure.warnings).toEqual([
      'The map of P0001-1 is the same everywhere: nothing that was hidden changed the prediction.',
      expect.stringContaining('No part of P0002-1 speaks for the class explained'),
    ]);
    expect(figure.panels[1]?.series).toHaveLength(1);
  });

  it('says where maps come from when there are none', () => {
    expect(() => compute(tableFromRecords([{ lesion: 'P0001-1' }]))).toThrow(
      'Compute saliency maps of this run first.',
    );
  });
});
