import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDataset } from '#main/importers/datasets.ts';
import { previewImport } from '#main/importers/importers.ts';
import { openScan } from '#main/readers/open-scan.ts';
import { importPreviewSchema } from '#shared/contract/imports.ts';
import type { ImportedScan } from '#shared/domain/imported.ts';
import { worldToVoxel } from '#shared/imaging/geometry.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { type ImportRun, runImport, temporaryFolder } from '../run-import.ts';
import {
  bright,
  type OfficialRow,
  writeOfficialTable,
  writePngSeries,
  writePublishedTable,
  writeVolume,
} from './small-deeplesion.ts';

/** Two lesions of one patient; the diameters cross at column 10, row 20 and at column 25, row 8. */
const first = {
  series: '000011_01_01',
  slice: 104,
  range: [101, 109],
  ends: [6, 20, 16, 20, 10, 17, 10, 22],
  type: 5,
  split: 3,
} as const;
const second = {
  series: '000011_01_01',
  slice: 107,
  range: [103, 111],
  ends: [21, 4, 29, 12, 28, 5, 22, 11],
  type: 4,
  noisy: 1,
} as const;
const firstVoxel = { column: 10, row: 20, slice: 104 };
const secondVoxel = { column: 25, row: 8, slice: 107 };
const voxels = [firstVoxel, secondVoxel];
const parallel: OfficialRow = { series: '000012_02_01', slice: 5, range: [3, 8], ends: [6, 10, 16, 10, 6, 12, 16, 12] };

function smallDeepLesion(table: readonly OfficialRow[] = [first, second]): string {
  const root = temporaryFolder();
  writeOfficialTable(root, table);
  writePngSeries(root, first.series, 101, 111, voxels);
  return root;
}

const importIt = (path: string, choices: Record<string, string | boolean> = {}): Promise<ImportRun> =>
  runImport({ kind: 'dataset', dataset: 'deeplesion', path, choices });

async function previewIt(path: string) {
  const preview = importPreviewSchema.parse(await previewImport(path));
  if (preview.kind !== 'dataset') throw new Error(`previewed as a ${preview.kind}`);
  return preview;
}

const rowsOf = ({ items }: ImportRun): string[] =>
  items.flatMap((item) => (item.kind === 'row' ? [`${item.item}: ${item.outcome}: ${item.message}`] : []));

/** HU at each seed of a scan. */
async function huAtSeeds({ source, geometry, lesions }: ImportedScan): Promise<number[]> {
  const scan = await openScan(source);
  try {
    return await Promise.all(
      lesions.map(async ({ seedMm }) => {
        const [i, j, k] = worldToVoxel(geometry, seedMm).map(Math.round) as [number, number, number];
        return Number((await scan.readRegion({ start: [i, j, k], size: [1, 1, 1] })).data[0]);
      }),
    );
  } finally {
    await scan.close();
  }
}

describe('DeepLesion from slices', () => {
  it('sets the seed where the diameters cross, in one scan of the run of slices', async () => {
    const run = await importIt(smallDeepLesion());
    expect(run.failures).toEqual([]);
    expect(run.totals).toEqual({ patients: 1, scans: 1, lesions: 2 });
    const [patient] = run.patients;
    expect(patient).toMatchObject({ label: 'DeepLesion 000011', clinical: { Sex: 'F' } });
    const [scan] = patient?.scans ?? [];
    if (!scan) throw new Error('no scan');
    // Slice 101 is at z = 0 and slices are 2 mm apart downwards; 0.8 mm pixels.
    expect(scan.lesions.map(({ seedMm }) => seedMm.map((mm) => Number(mm.toFixed(6))))).toEqual([
      [8, 16, -6],
      [20, 6.4, -12],
    ]);
    expect(scan.geometry).toEqual({
      size: [40, 32, 11],
      spacingMm: [0.8, 0.8, 2],
      originMm: [0, 0, -20],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    });
    expect(await huAtSeeds(scan)).toEqual([bright, bright]);
    expect(scan.lesions[0]?.values).toEqual({
      Age: 62,
      'Lesion type': 'lung',
      'Long diameter': 8,
      'Short diameter': 4,
      'Slice distance': 2,
      'Possibly noisy': false,
      'Official split': 'test',
      'Study split': null,
    });
    expect(scan).toMatchObject({
      modality: 'CT',
      studyUid: 'DeepLesion 000011_01',
      seriesUid: 'DeepLesion 000011_01_01 101-111',
    });
    expect(rowsOf(run)[0]).toBe('DL_info.csv, line 2: taken: Seed at (8.0, 16.0, -6.0) mm.');
  });

  it('refuses diameters that do not cross, or takes the centre of the box, as chosen', async () => {
    const root = smallDeepLesion([first, parallel]);
    writePngSeries(root, parallel.series, 3, 8, []);
    const refused = await importIt(root);
    expect(refused.failures).toEqual([expect.stringContaining('DL_info.csv, line 3: The two diameters do not cross')]);
    const boxed = await importIt(root, { noCrossing: 'box' });
    expect(boxed.failures).toEqual([]);
    const lesion = boxed.patients[1]?.scans[0]?.lesions[0];
    // Column (6 + 16) / 2 = 11, row (10 + 12) / 2 = 11, slice 5 of 3-8.
    expect(lesion?.seedMm.map((mm) => Number(mm.toFixed(6)))).toEqual([8.8, 8.8, -4]);
    expect(rowsOf(boxed)[1]).toContain('line 3: corrected: The diameters do not cross: the seed is the centre');
  });

  it('leaves out what the choices leave out', async () => {
    const thick: OfficialRow = { ...first, series: '000013_01_01', spacing: [0.8, 0.8, 5] };
    const root = smallDeepLesion([first, second, { ...first, type: -1, slice: 105 }, thick]);
    expect((await importIt(root, { leaveOutNoisy: true })).totals.lesions).toBe(2);
    expect((await importIt(root, { lesions: 'labelled' })).totals.lesions).toBe(2);
    const thin = await importIt(root, { slices: 'thin' });
    expect(thin.failures).toEqual([]);
    expect(thin.totals.lesions).toBe(3);
  });

  it('refuses by row what has no images, bad numbers, or the same seed twice', async () => {
    const root = smallDeepLesion([
      first,
      first,
      { ...first, slice: 120 },
      { ...first, series: '000099_01_01' },
      { ...first, series: '../../etc' },
      { ...first, spacing: [0, 0, 0] },
      { ...first, ends: [1, 2, 3] },
      { ...first, ends: [60, 20, 70, 20, 65, 17, 65, 22] },
    ]);
    rmSync(join(root, 'Images_png', first.series, '109.png'));
    const run = await importIt(root);
    expect(run.totals.lesions).toBe(1);
    const text = run.failures.join('\n');
    for (const reason of [
      'line 3: A row above has the same seed',
      'line 4: The key slice does not lie in the range',
      'line 5: There is neither a folder 000099_01_01',
      'line 6: The file name is not of the form',
      'line 7: The voxel size is missing',
      'line 8: The ends of the two diameters are not eight numbers',
      'line 9: The seed (52.0, 16.0, -6.0) mm lies outside the scan',
    ])
      expect(text).toContain(`DL_info.csv, ${reason}`);
    expect(run.patients[0]?.scans[0]?.lesions[0]?.warnings).toEqual(['1 slice of the published context is not there.']);
  });

  it('refuses a slice that is no PNG image', async () => {
    const root = smallDeepLesion([first]);
    for (let slice = 101; slice <= 111; slice++)
      writeFileSync(join(root, 'Images_png', first.series, `${slice}.png`), 'not a PNG');
    expect((await importIt(root)).failures).toEqual([expect.stringContaining('“111.png” is not a PNG image')]);
  });

  it('says what it found before it imports', async () => {
    const root = smallDeepLesion([first, second, { ...first, series: '000099_01_01' }]);
    for (const path of [root, join(root, 'Images_png'), join(root, 'DL_info.csv')]) {
      const preview = await previewIt(path);
      expect(preview).toMatchObject({ dataset: 'deeplesion', counts: { patients: 1, lesions: 2 } });
      expect(preview.checks).toEqual([
        { label: 'DL_info.csv', state: 'found', detail: 'DL_info.csv' },
        { label: 'Images', state: 'partly', detail: 'slices of 1 series: 2 of 3 lesions have their images.' },
      ]);
      expect(preview.sample.rows[0]?.slice(0, 7)).toEqual([
        '000011',
        '000011_01_01',
        '104',
        '10.0',
        '20.0',
        'lung',
        '8.0 × 4.0',
      ]);
    }
  });

  it('refuses choices that it does not offer', async () => {
    const root = smallDeepLesion();
    await expect(importIt(root, { table: '../secret.csv' })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(importIt(root, { colour: 'red' })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(importIt(root, { leaveOutNoisy: 'yes' })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('stops when cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    const options = { kind: 'dataset', dataset: 'deeplesion', path: smallDeepLesion(), choices: {} } as const;
    await expect(runImport(options, controller.signal)).rejects.toThrow();
  });
});

describe('DeepLesion from volumes', () => {
  it('gives the same seeds as the slices', async () => {
    const root = temporaryFolder();
    writeOfficialTable(root, [first, second]);
    writeVolume(root, first.series, 101, 109, [{ column: 10, row: 20, slice: 104 }]);
    writeVolume(root, second.series, 103, 111, [{ column: 25, row: 8, slice: 107 }]);
    const run = await importIt(root);
    expect(run.failures).toEqual([]);
    expect(run.totals).toEqual({ patients: 1, scans: 2, lesions: 2 });
    const scans = run.patients[0]?.scans ?? [];
    for (const scan of scans) expect(await huAtSeeds(scan)).toEqual([bright]);
    expect(scans[0]?.lesions[0]?.seedMm.map((mm) => Number(mm.toFixed(4)))).toEqual([8, 16, -6]);
    // Slice 103 is the first of its volume.
    expect(scans[1]?.lesions[0]?.seedMm.map((mm) => Number(mm.toFixed(4)))).toEqual([20, 6.4, -8]);
  });

  it('refuses a volume with other voxels than the table says', async () => {
    const root = temporaryFolder();
    writeOfficialTable(root, [{ ...first, spacing: [0.8, 0.8, 1] }]);
    writeVolume(root, first.series, 101, 109, []);
    expect((await importIt(root)).failures).toEqual([
      expect.stringContaining('0.800 × 0.800 × 2.000 mm, those of the table 0.800 × 0.800 × 1.000'),
    ]);
  });

  it('finds images in another folder', async () => {
    const [tables, images] = [temporaryFolder(), temporaryFolder()];
    writeOfficialTable(tables, [first]);
    writeVolume(images, first.series, 101, 109, voxels);
    expect((await importIt(tables, { imageFolder: images })).totals.lesions).toBe(1);
    expect((await importIt(tables)).failures).toHaveLength(1);
    await expect(importIt(tables, { imageFolder: 'images' })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('the seed tables of the reference package', () => {
  const published = [
    { ...first, ...firstVoxel, type: 4 },
    { ...second, ...secondVoxel, type: 0 },
  ] as const;

  it('are corrected: x and y exchanged back, z counted from the first slice', async () => {
    const root = temporaryFolder();
    writePublishedTable(root, 'task1_val.csv', published);
    writePngSeries(root, first.series, 101, 111, voxels);
    const run = await importIt(root);
    expect(run.failures).toEqual([]);
    const [scan] = run.patients[0]?.scans ?? [];
    if (!scan) throw new Error('no scan');
    expect(await huAtSeeds(scan)).toEqual([bright, bright]);
    expect(scan.lesions.map(({ values }) => [values?.['Lesion type'], values?.['Study split']])).toEqual([
      ['lung', 'tune'],
      ['bone', 'tune'],
    ]);
    expect(rowsOf(run)[0]).toMatch(/line 2: corrected: x and y exchanged back, z counted from the first slice/);
  });

  it('are taken as they stand where that is chosen', async () => {
    const root = temporaryFolder();
    writePublishedTable(root, 'task1_val.csv', published.slice(0, 1));
    writeVolume(root, first.series, 101, 109, voxels);
    const run = await importIt(root, { coordinates: 'published' });
    // x = row 20, y = column 10, z = -(109 - 104 + 1) slices of 2 mm.
    expect(run.patients[0]?.scans[0]?.lesions[0]?.seedMm.map((mm) => Number(mm.toFixed(4)))).toEqual([16, 8, -12]);
    expect(rowsOf(run)[0]).toContain('taken');
  });

  it('are proved mirrored, or not, by DL_info.csv', async () => {
    const root = temporaryFolder();
    writeOfficialTable(root, [first, second]);
    writePublishedTable(root, 'task1_val.csv', published);
    writePngSeries(root, first.series, 101, 111, voxels);
    const preview = await previewIt(root);
    expect(preview.fields.find(({ id }) => id === 'table')?.value).toBe('DL_info.csv');
    expect(preview.warnings.map(({ message }) => message).join()).toContain('(DL_info.csv shows it for 2 rows)');
    expect((await importIt(root, { table: 'task1_val.csv' })).totals.lesions).toBe(2);

    // A table somebody mended: z counts from the first slice.
    const mended = temporaryFolder();
    writeOfficialTable(mended, [first, second]);
    const flipped = published.map((row) => ({ ...row, slice: row.range[0] + row.range[1] + 1 - row.slice }));
    writePublishedTable(mended, 'task1_val.csv', flipped);
    writePngSeries(mended, first.series, 101, 111, voxels);
    const run = await importIt(mended, { table: 'task1_val.csv' });
    const [scan] = run.patients[0]?.scans ?? [];
    expect(scan && (await huAtSeeds(scan))).toEqual([bright, bright]);
    expect(rowsOf(run)[0]).toMatch(/corrected: x and y exchanged back\. Seed/);
  });

  it.runIf(hasSharedData)('are recognised as published: every row is exchanged and mirrored', async () => {
    const preview = await previewIt(sharedData('fmcib-annotations', 'deeplesion'));
    expect(preview.checks.map(({ state }) => state)).toEqual(['partly', 'found', 'missing']);
    expect(preview.warnings.map(({ item }) => item)).toEqual([
      'pretrain.csv.gz',
      'task1_test.csv',
      'task1_train.csv',
      'task1_val.csv',
    ]);
    for (const { message } of preview.warnings)
      expect(message).toMatch(
        /^X and y are exchanged and z counts from the last slice: as published, half of the seeds lie more than 8\d|90 mm/,
      );
    expect(preview.sample.rows[0]?.slice(0, 5)).toEqual(['000003', '000003_01_01', '16', '361.2', '302.5']);
  });

  it.runIf(hasSharedData)('give 16,518 lesions with the types of the study', async () => {
    const run = await importIt(sharedData('fmcib-annotations', 'deeplesion'), { table: 'all-published' });
    expect(run.failures).toHaveLength(16_518);
    expect(run.failures[0]).toContain('pretrain.csv.gz, line 2: There is neither a folder 000003_01_01');
  });
});

describe('what is not DeepLesion', () => {
  it('is not claimed', async () => {
    const signal = new AbortController().signal;
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'Images_png', 'holiday'), { recursive: true });
    writeFileSync(join(folder, 'clinical.csv'), 'PatientID,age\nA,3\n');
    expect(await findDataset({ path: folder, isFolder: true }, signal)).toBeNull();
    expect(await findDataset({ path: join(folder, 'clinical.csv'), isFolder: false }, signal)).toBeNull();
    expect(await findDataset({ path: join(folder, 'absent'), isFolder: true }, signal)).toBeNull();
  });
});
