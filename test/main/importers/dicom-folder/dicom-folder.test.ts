import { copyFileSync, cpSync, mkdirSync, readdirSync, truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ctSlices, type PhantomStudy, rtStructureSet } from '#main/demo/dicom-objects.ts';
import { maskContours } from '#main/demo/mask-contours.ts';
import { previewImport } from '#main/importers/importers.ts';
import { importPreviewSchema } from '#shared/contract/imports.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { runImport, temporaryFolder, textFile } from '../run-import.ts';

const geometry = {
  size: [8, 8, 4],
  spacingMm: [1, 1, 2],
  originMm: [-40, 20, -100],
  direction: identityDirection,
} as const;
const makeStudy = (label: string): PhantomStudy => ({ label, sex: 'F', age: 60, kernel: 'SOFT', geometry });

/** The eight voxels i 2..3, j 4..5, k 1..2: their centre lies at (-37.5, 24.5, -97) mm. */
function block(): Uint8Array {
  const mask = new Uint8Array(8 * 8 * 4);
  for (const k of [1, 2]) for (const j of [4, 5]) for (const i of [2, 3]) mask[(k * 8 + j) * 8 + i] = 1;
  return mask;
}

/** Files without endings, in one flat folder as some archives export them. */
function writePatient(folder: string, label: string, regions: boolean): void {
  mkdirSync(folder, { recursive: true });
  const study = makeStudy(label);
  const slices = ctSlices(
    study,
    new Int16Array(8 * 8 * 4).map((_, n) => n),
  );
  slices.forEach((bytes, k) => textFile(`${label}_${k * 7919}`, bytes, folder));
  if (regions) textFile(`${label}_rs`, rtStructureSet(study, 'GTV-1', maskContours(geometry, block())), folder);
}

const preview = async (path: string) => {
  const found = importPreviewSchema.parse(await previewImport(path));
  if (found.kind !== 'dicom-folder') throw new Error('not a folder');
  return found;
};

const run = (path: string, ...rois: string[]) => runImport({ kind: 'dicom-folder', path, rois });

describe('importing a DICOM folder', () => {
  it('finds series and regions in files without endings among other files', async () => {
    const folder = temporaryFolder();
    writePatient(folder, 'P1', true);
    writePatient(join(folder, 'deep', 'er'), 'P2', false);
    textFile('readme.txt', 'x'.repeat(500), folder);
    textFile('empty', '', folder);
    expect(await preview(folder)).toMatchObject({
      fileCount: 11,
      patientCount: 2,
      series: [
        { patientLabel: 'P1', modality: 'CT', sliceCount: 4, usable: true, reason: null },
        { patientLabel: 'P2', modality: 'CT', sliceCount: 4, usable: true, reason: null },
      ],
      rois: [{ name: 'GTV-1', patientCount: 1, suggested: true }],
      warnings: [],
    });
    const { patients, totals, failures, rows } = await run(folder, 'GTV-1');
    expect(totals).toEqual({ patients: 2, scans: 2, lesions: 1 });
    expect(failures).toEqual([]);
    expect(rows).toEqual([
      'series 2 (4 files): taken: A scan with 1 lesion.',
      'deep/er, series 2 (4 files): taken: A scan without a seed, since none of the chosen regions was found: click its seed in the viewer.',
    ]);
    expect(patients[0]).toMatchObject({
      label: 'P1',
      scans: [
        {
          modality: 'CT',
          description: 'Phantom chest soft',
          acquiredOn: '2025-01-01',
          studyUid: expect.stringMatching(/^2\.25\./),
          seriesUid: expect.stringMatching(/^2\.25\./),
          geometry: { size: [8, 8, 4], originMm: [-40, 20, -100] },
        },
      ],
    });
    expect(patients[0]?.scans[0]?.lesions).toEqual([
      {
        roi: 'GTV-1',
        seedMm: [-37.5, 24.5, -97],
        seedSource: 'rtstruct',
        volumeMm3: 16,
        region: { format: 'dicom', path: join(folder, 'P1_rs'), roi: 'GTV-1' },
        warnings: [],
      },
    ]);
    expect(patients[1]?.scans[0]?.lesions).toEqual([]);
  });

  it('takes the scans alone where no region is chosen', async () => {
    const folder = temporaryFolder();
    writePatient(folder, 'P1', true);
    expect(await run(folder)).toMatchObject({ totals: { patients: 1, scans: 1, lesions: 0 }, failures: [] });
  });

  it('leaves copies of files out and names damaged ones', async () => {
    const folder = temporaryFolder();
    writePatient(join(folder, 'a'), 'P1', true);
    cpSync(join(folder, 'a'), join(folder, 'backup'), { recursive: true });
    copyFileSync(join(folder, 'a', 'P1_0'), join(folder, 'cut'));
    truncateSync(join(folder, 'cut'), 300);
    const found = await preview(folder);
    expect(found.series.map(({ sliceCount }) => sliceCount)).toEqual([4]);
    expect(found.warnings).toEqual([
      { item: 'cut', message: expect.stringMatching(/damaged or cut short/) },
      { item: basename(folder), message: '5 files are copies of others and are left out.' },
    ]);
    const { totals, failures } = await run(folder, 'GTV-1');
    expect(totals).toEqual({ patients: 1, scans: 1, lesions: 1 });
    expect(failures).toEqual([expect.stringMatching(/^cut: .*damaged or cut short/)]);
  });

  it('puts a series with a missing slice on a regular grid, or refuses it, the region file with it', async () => {
    const folder = temporaryFolder();
    writePatient(join(folder, 'whole'), 'P1', true);
    writePatient(join(folder, 'gap'), 'P2', true);
    const holed = temporaryFolder();
    cpSync(folder, holed, { recursive: true, filter: (path) => !path.endsWith('gap/P2_7919') });
    const found = await preview(holed);
    expect(found.repairable).toBe(1);
    expect(found.series.map(({ usable }) => usable)).toEqual([true, true]);
    const repaired = await run(holed, 'GTV-1');
    expect(repaired.totals).toEqual({ patients: 2, scans: 2, lesions: 2 });
    expect(repaired.patients[0]?.scans[0]).toMatchObject({ source: { repair: true }, geometry: { size: [8, 8, 4] } });
    expect(repaired.rows[0]).toMatch(/^gap, series 2 \(3 files\): corrected: A scan with 1 lesion\. ./);
    expect(repaired.patients[1]?.scans[0]?.source).not.toHaveProperty('repair');
    const strict = await runImport({ kind: 'dicom-folder', path: holed, rois: ['GTV-1'], repair: false });
    expect(strict.patients.map(({ label }) => label)).toEqual(['P1']);
    expect(strict.failures).toEqual([
      expect.stringMatching(/^gap, series 2 \(3 files\): ./),
      'gap/P2_rs: The CT series it was drawn on is not in the folder, or cannot be read.',
    ]);
  });

  it('names a region that was never drawn', async () => {
    const folder = temporaryFolder();
    writePatient(folder, 'P1', false);
    textFile('rs', rtStructureSet(makeStudy('P1'), 'Areola', []), folder);
    const { patients, failures } = await run(folder, 'Areola');
    expect(failures).toEqual(['rs, Areola: The region has no contour.']);
    expect(patients[0]?.scans[0]?.lesions).toEqual([]);
  });

  it('counts a region once that stands in two versions of a structure set', async () => {
    const folder = temporaryFolder();
    writePatient(folder, 'P1', true);
    const pointMark = [-37, 24, -98];
    const again = rtStructureSet(makeStudy('P1'), 'GTV-1', [...maskContours(geometry, block()), pointMark]);
    textFile('rs2', again, folder);
    expect((await run(folder, 'GTV-1')).totals.lesions).toBe(1);
  });

  it('refuses a folder without DICOM files', async () => {
    const folder = temporaryFolder();
    textFile('readme.txt', 'x', folder);
    await expect(previewImport(folder)).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('stops when it is cancelled', async () => {
    const folder = temporaryFolder();
    writePatient(folder, 'P1', true);
    await expect(
      runImport({ kind: 'dicom-folder', path: folder, rois: [] }, AbortSignal.abort()),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe.skipIf(!hasSharedData)('real DICOM folders', () => {
  it('gives the seed of the IBSI patient as the study annotated it', async () => {
    const path = sharedData('ibsi-lung-ct');
    expect((await preview(path)).rois).toEqual([{ name: 'GTV-1', patientCount: 1, suggested: true }]);
    const { patients, totals } = await run(path, 'GTV-1');
    expect(totals).toEqual({ patients: 1, scans: 1, lesions: 1 });
    const lesion = patients[0]?.scans[0]?.lesions[0];
    [-74.485, 16.333, -18.743].forEach((value, axis) => expect(lesion?.seedMm[axis]).toBeCloseTo(value, 2));
    expect((lesion?.volumeMm3 ?? 0) / (0.977 * 0.977 * 3)).toBeCloseTo(125_256, 0);
    expect(patients[0]?.scans[0]?.geometry.size).toEqual([204, 201, 60]);
  });

  it('gives the sarcoma of STS_025 with its 9,655 voxels', async () => {
    const { patients } = await run(sharedData('sts-sarcoma', 'STS_025', 'dicom'), 'GTV_Mass_CT');
    const [scan] = patients[0]?.scans ?? [];
    const [x, y, z] = scan?.geometry.spacingMm ?? [0, 0, 0];
    expect((scan?.lesions[0]?.volumeMm3 ?? 0) / (x * y * z)).toBeCloseTo(9655, 3);
  });

  it('matches a segmentation to its series', async () => {
    const { patients } = await run(sharedData('dicom-seg'), 'Liver');
    expect(patients[0]?.scans[0]?.lesions).toMatchObject([{ roi: 'Liver', seedSource: 'seg' }]);
  });

  it('says why a structure set on a single slice gives nothing', async () => {
    const path = sharedData('rtstruct-multiroi');
    expect(await preview(path)).toMatchObject({
      series: [{ usable: false }],
      rois: [],
      warnings: [{ item: 'rtss.dcm' }],
    });
    const { totals, failures } = await run(path, 'Areola', 'BODY');
    expect(totals).toEqual({ patients: 0, scans: 0, lesions: 0 });
    expect(failures).toEqual([
      expect.stringContaining('single slice'),
      expect.stringMatching(/^rtss\.dcm: The CT series/),
    ]);
  });

  describe('a folder of odd encodings, a report and an ultrasound', () => {
    const path = sharedData('dicom-transfer-syntaxes');
    let found: Awaited<ReturnType<typeof preview>>;
    beforeAll(async () => {
      found = await preview(path);
    });

    it('lists each series with what speaks against it', () => {
      expect(found.fileCount).toBe(readdirSync(path).length);
      expect(found.series.map(({ modality }) => modality).sort()).toEqual(['CT', 'CT', 'SR', 'US']);
      expect(found.series.filter(({ usable }) => usable)).toMatchObject([{ modality: 'CT', sliceCount: 1 }]);
      const refused = found.series.filter(({ usable }) => !usable);
      expect(refused.every(({ reason }) => reason !== null && reason.length > 10)).toBe(true);
    });

    it('imports the CT of two frames and reports the refusal of the slice that is there sixteen times', async () => {
      const { totals, failures } = await run(path);
      expect(totals).toEqual({ patients: 1, scans: 1, lesions: 0 });
      expect(failures.length).toBeGreaterThanOrEqual(1);
      expect(failures.every((failure) => !failure.includes('Something went wrong'))).toBe(true);
    });
  });
});
