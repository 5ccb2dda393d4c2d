import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readLabelMap } from '#main/readers/label-map.ts';
import { openScan } from '#main/readers/open-scan.ts';
import { segmentationSeeds, structureSetSeeds } from '#main/readers/roi-seeds.ts';
import { readSegmentation, segmentMask } from '#main/readers/segmentation.ts';
import { readStructureSet } from '#main/readers/structure-set.ts';
import { rasteriseContours } from '#shared/imaging/contours.ts';
import { type Geometry, identityDirection, voxelCount } from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';
import { maskSeed } from '#shared/imaging/mask-seed.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { type DicomElements, dicomBytes, temporaryFolder } from './tiny-files.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const write = (name: string, elements: DicomElements) => {
  const path = join(folder.path, name);
  writeFileSync(path, dicomBytes(elements));
  return path;
};
const filesOf = (path: string) => readdirSync(sharedData(path)).map((name) => sharedData(path, name));
const openCt = (path: string) => openScan({ format: 'dicom', files: filesOf(path) });

/** The mask over the whole grid. */
function spread({ box, data }: Mask, geometry: Geometry): Uint8Array {
  const whole = new Uint8Array(voxelCount(geometry.size));
  const [wi, wj, wk] = box.size;
  for (let k = 0; k < wk; k++) {
    for (let j = 0; j < wj; j++) {
      const row = ((k + box.start[2]) * geometry.size[1] + j + box.start[1]) * geometry.size[0] + box.start[0];
      whole.set(data.subarray((k * wj + j) * wi, (k * wj + j + 1) * wi), row);
    }
  }
  return whole;
}
const differing = (a: Uint8Array, b: Uint8Array) => a.reduce((count, value, n) => count + (value === b[n] ? 0 : 1), 0);

describe.skipIf(!hasSharedData)('regions of real patients', () => {
  it.each([
    ['ibsi-lung-ct', 'dicom', 'nifti/mask/mask.nii.gz', 'GTV-1', 125_256],
    ['sts-sarcoma/STS_025', 'dicom', 'nifti', 'GTV_Mass_CT', 9_655],
  ])('rasterised contours equal the published mask voxel for voxel: %s', async (patient, dicom, mask, roi, voxels) => {
    const { geometry } = await openCt(join(patient, dicom, 'image'));
    const set = await readStructureSet(filesOf(join(patient, dicom, 'mask'))[0] as string);
    const contours = set.rois.find(({ name }) => name === roi)!.contours;
    const ours = spread(rasteriseContours(geometry, contours), geometry);
    const path = mask.endsWith('.gz')
      ? sharedData(patient, mask)
      : sharedData(
          patient,
          mask,
          readdirSync(sharedData(patient, mask), { recursive: true })
            .map(String)
            .find((name) => /mask.*\.gz$/i.test(name))!,
        );
    const map = await readLabelMap(path);
    expect(map.labels).toEqual([{ value: 1, voxels }]);
    expect(differing(ours, spread(map.mask(1), map.geometry))).toBe(0);
  });

  it('the seed of the IBSI patient is the verified centroid, from contours and from the label map', async () => {
    const { geometry } = await openCt('ibsi-lung-ct/dicom/image');
    const set = await readStructureSet(filesOf('ibsi-lung-ct/dicom/mask')[0] as string);
    const map = await readLabelMap(sharedData('ibsi-lung-ct/nifti/mask/mask.nii.gz'));
    const [fromContours] = structureSetSeeds(geometry, set, ['GTV-1']);
    const seeds = [
      fromContours && 'seed' in fromContours ? fromContours.seed : null,
      maskSeed(map.geometry, map.mask(1)),
    ];
    for (const seed of seeds) {
      [-74.485, 16.333, -18.743].forEach((value, axis) => {
        expect(Math.abs(seed!.centroidMm[axis]! - value)).toBeLessThan(0.01);
      });
      expect(seed!.voxels).toBe(125_256);
    }
  });

  it('a DICOM SEG equals the label map of the same segment', async () => {
    const { geometry } = await openCt('dicom-seg/ct-3slice');
    const segmentation = await readSegmentation(sharedData('dicom-seg/liver.dcm'));
    const map = await readLabelMap(sharedData('dicom-seg/liver_seg.nrrd'));
    const ours = await segmentMask(segmentation.segments[0]!, geometry);
    expect(map.labels).toHaveLength(1);
    expect(differing(spread(ours, geometry), spread(map.mask(map.labels[0]!.value), map.geometry))).toBe(0);
    expect((await segmentationSeeds(geometry, segmentation, ['Liver']))[0]).toMatchObject({
      roi: 'Liver',
      seed: { voxels: 107_098 },
    });
    const labels = (await readLabelMap(sharedData('dicom-seg/liver_spine_seg.nrrd'))).labels;
    expect(labels.length).toBe(2);
  });

  it('reads a clinical structure set of many regions, one of them never drawn', async () => {
    const { rois } = await readStructureSet(sharedData('rtstruct-multiroi/rtss.dcm'));
    const drawn = Object.fromEntries(rois.map(({ name, contours }) => [name, contours.length]));
    expect(drawn).toMatchObject({ Areola: 0, BODY: 141, 'Lt Lung': 165, 'Tumor Bed': 18 });
    const geometry: Geometry = {
      size: [2, 2, 2],
      spacingMm: [1, 1, 1],
      originMm: [0, 0, 0],
      direction: identityDirection,
    };
    expect(
      structureSetSeeds(
        geometry,
        { rois: rois.filter(({ name }) => name === 'Areola'), patientId: '', frameOfReferenceUids: [], seriesUids: [] },
        null,
      ),
    ).toEqual([{ roi: 'Areola', error: { code: 'invalid-input', message: 'The region has no contour.' } }]);
  });

  it('an image is not taken for a label map', async () => {
    await expect(readLabelMap(sharedData('volumes/CT_AVM.nii.gz'))).rejects.toMatchObject({ code: 'unsupported' });
  });
});

const geometry: Geometry = {
  size: [12, 12, 4],
  spacingMm: [1, 1, 2],
  originMm: [0, 0, 0],
  direction: identityDirection,
};
const contour = (kind: string, z: number, data = `2\\2\\${z}\\8\\2\\${z}\\8\\8\\${z}\\2\\8\\${z}`): DicomElements => ({
  '30060042': ['CS', kind],
  '30060050': ['DS', data],
});
const structureSet = (contours: DicomElements[]): DicomElements => ({
  '00080060': ['CS', 'RTSTRUCT'],
  '30060020': ['SQ', [{ '30060022': ['IS', '3'], '30060026': ['LO', 'GTV 1'] }]],
  '30060039': ['SQ', [{ '30060040': ['SQ', contours], '30060084': ['IS', '3'] }]],
});

describe('readStructureSet', () => {
  it('says which contours are not areas, and which slices lie between contours without one', async () => {
    const path = write(
      'rs.dcm',
      structureSet([contour('CLOSED_PLANAR', 0), contour('CLOSED_PLANAR', 6), contour('POINT', 2, '1\\1\\2')]),
    );
    const [found] = structureSetSeeds(geometry, await readStructureSet(path), null);
    expect(found).toMatchObject({ roi: 'GTV 1', seed: { voxels: 72, centroidMm: [4.5, 4.5, 3] } });
    const warnings = found && 'seed' in found ? found.seed.warnings.join(' ') : '';
    expect(warnings).toMatch(/1 contours of type POINT .* 2 slices between the first and the last contour have none/);
  });

  it('refuses coordinates that are not numbers, and other objects', async () => {
    for (const data of ['1\\2', '1\\2\\x\\4\\5\\6\\7\\8\\9', '1\\2\\\\4\\5\\6\\7\\8\\9']) {
      const path = write('bad.dcm', structureSet([contour('CLOSED_PLANAR', 0, data)]));
      await expect(readStructureSet(path)).rejects.toMatchObject({ code: 'unreadable-file' });
    }
    await expect(readStructureSet(write('ct.dcm', { '00080060': ['CS', 'CT'] }))).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});

function segmentationOf(
  bits: 1 | 8,
  pixels: Uint8Array,
  orientation = '1\\0\\0\\0\\1\\0',
  spacing = '1\\1',
): DicomElements {
  return {
    '00080060': ['CS', 'SEG'],
    '00280010': ['US', 3],
    '00280011': ['US', 4],
    '00280100': ['US', bits],
    '0062000e': ['US', 200],
    '00620002': ['SQ', [{ '00620004': ['US', 1], '00620005': ['LO', 'Nodule'] }]],
    '52009229': [
      'SQ',
      [
        {
          '00209116': ['SQ', [{ '00200037': ['DS', orientation] }]],
          '00289110': ['SQ', [{ '00280030': ['DS', spacing] }]],
        },
      ],
    ],
    '52009230': [
      'SQ',
      [2, 4].map(
        (z): DicomElements => ({
          '00209113': ['SQ', [{ '00200032': ['DS', `5\\6\\${z}`] }]],
          '0062000a': ['SQ', [{ '0062000b': ['US', 1] }]],
        }),
      ),
    ],
    '7fe00010': ['OB', pixels],
  };
}

describe('readSegmentation', () => {
  const seedOf = async (elements: DicomElements) => {
    const segmentation = await readSegmentation(write('seg.dcm', elements));
    return (await segmentationSeeds(geometry, segmentation, null))[0];
  };

  it('unpacks bits that run on from frame to frame', async () => {
    // Frame 1: pixels 0 and 5; frame 2: pixel 11, the last of 24 bits.
    const found = await seedOf(segmentationOf(1, Uint8Array.of(0b00100001, 0, 0b10000000)));
    expect(found).toMatchObject({
      roi: 'Nodule',
      seed: { voxels: 3, centroidMm: [(5 + 6 + 8) / 3, (6 + 7 + 8) / 3, (2 + 2 + 4) / 3] },
    });
  });

  it('takes a fractional pixel from half of its full value on', async () => {
    const pixels = new Uint8Array(24);
    pixels.set([99, 100, 200]);
    expect(await seedOf(segmentationOf(8, pixels))).toMatchObject({ seed: { voxels: 2, centroidMm: [6.5, 6, 2] } });
  });

  it('follows frames whose axes are turned against the scan', async () => {
    const found = await seedOf(segmentationOf(1, Uint8Array.of(0b00100010, 0, 0), '0\\1\\0\\-1\\0\\0'));
    expect(found).toMatchObject({ seed: { voxels: 2, centroidMm: [4.5, 7, 2] } });
  });

  it('samples frames of another grid, and says so', async () => {
    const bits = Uint8Array.of(1, 0, 0);
    const doubled = await seedOf(segmentationOf(1, bits, '1\\0\\0\\0\\1\\0', '2\\2'));
    // One pixel of 2 mm at (5, 6), on a frame that is 2 mm from the next: voxels 4 to 5 and 5 to 6 of 1 mm.
    expect(doubled).toMatchObject({ seed: { voxels: 4, warnings: [expect.stringMatching(/another grid/)] } });
    expect(await seedOf(segmentationOf(1, bits, '0.8\\0.6\\0\\-0.6\\0.8\\0'))).toMatchObject({
      seed: { voxels: 1, centroidMm: [5, 6, 2] },
    });
  });

  it('refuses cut pixels and other objects', async () => {
    await expect(seedOf(segmentationOf(8, Uint8Array.of(1, 0, 0)))).rejects.toMatchObject({ code: 'unreadable-file' });
    await expect(readSegmentation(write('ct.dcm', { '00080060': ['CS', 'CT'] }))).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});
