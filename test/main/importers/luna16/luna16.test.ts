import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDataset } from '#main/importers/datasets.ts';
import { previewImport } from '#main/importers/importers.ts';
import { readRatedNodules } from '#main/importers/luna16/nodule-table.ts';
import { openScan } from '#main/readers/open-scan.ts';
import { importPreviewSchema } from '#shared/contract/imports.ts';
import { identityDirection, worldToVoxel } from '#shared/imaging/geometry.ts';
import { metaBytes } from '#test/main/readers/tiny-files.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { type ImportRun, runImport, temporaryFolder, textFile } from '../run-import.ts';

const uid = (n: number): string => `1.3.6.1.4.1.14519.5.2.1.6279.6001.${n}`;
const geometry = {
  size: [30, 24, 12] as const,
  spacingMm: [0.7, 0.7, 2.5] as const,
  originMm: [-100, -80, -300] as const,
  direction: identityDirection,
};

/** A scan of air with voxel (10, 6, 4) at 50 HU: its centre is at (-93, -75.8, -290) mm. */
function writeScan(root: string, subset: number, n: number): void {
  const folder = join(root, `subset${subset}`);
  mkdirSync(folder, { recursive: true });
  const hu = new Int16Array(30 * 24 * 12).fill(-900);
  hu[(4 * 24 + 6) * 30 + 10] = 50;
  writeFileSync(join(folder, `${uid(n)}.mhd`), metaBytes(geometry, hu, `${uid(n)}.raw`));
  writeFileSync(join(folder, `${uid(n)}.raw`), Buffer.from(hu.buffer));
}

const header = 'seriesuid,coordX,coordY,coordZ,diameter_mm';

function smallLuna(): string {
  const root = temporaryFolder();
  writeScan(root, 0, 1);
  writeScan(root, 3, 2);
  writeScan(root, 3, 3);
  const lines = [
    `${uid(1)},-93,-75.8,-290,5.6`,
    `${uid(1)},-85.3,-70.2,-280,4.1`,
    `${uid(2)},-93,-75.8,-290,8`,
    `${uid(9)},-93,-75.8,-290,8`,
    `${uid(2)},93,75.8,-290,8`,
    `${uid(2)},x,75.8,-290,8`,
    `../../etc/passwd,1,2,3,4`,
  ];
  textFile('annotations.csv', `${[header, ...lines].join('\n')}\n`, root);
  textFile('candidates.csv', `seriesuid,coordX,coordY,coordZ,class\n${uid(1)},1,2,3,0\n`, root);
  return root;
}

const importIt = (path: string, choices: Record<string, string | boolean> = {}): Promise<ImportRun> =>
  runImport({ kind: 'dataset', dataset: 'luna16', path, choices });

const lesionsOf = (run: ImportRun) => run.patients.flatMap(({ scans }) => scans.flatMap(({ lesions }) => lesions));

describe('LUNA16', () => {
  it('takes the published centres as seeds', async () => {
    const run = await importIt(smallLuna());
    expect(run.totals).toEqual({ patients: 2, scans: 2, lesions: 3 });
    const [scan] = run.patients[0]?.scans ?? [];
    expect(run.patients[0]?.label).toBe(uid(1));
    expect(scan).toMatchObject({ modality: 'CT', seriesUid: uid(1) });
    expect(scan?.lesions.map(({ seedMm }) => seedMm)).toEqual([
      [-93, -75.8, -290],
      [-85.3, -70.2, -280],
    ]);
    expect(scan?.lesions[0]?.values).toMatchObject({ Diameter: 5.6, Malignancy: null });
    if (!scan) throw new Error('no scan');
    const opened = await openScan(scan.source);
    const [i, j, k] = worldToVoxel(scan.geometry, [-93, -75.8, -290]).map(Math.round) as [number, number, number];
    expect([...(await opened.readRegion({ start: [i, j, k], size: [1, 1, 1] })).data]).toEqual([50]);
    await opened.close();
  });

  it('refuses by row, with the reason', async () => {
    const text = (await importIt(smallLuna())).failures.join('\n');
    for (const reason of [
      'annotations.csv, line 5: Its scan is not in the folder',
      'annotations.csv, line 6: The seed (93.0, 75.8, -290.0) mm lies outside the scan. With the signs of x and y turned it lies inside',
      'annotations.csv, line 7: A coordinate is missing',
      'annotations.csv, line 8: The scan is not named by a series UID',
    ])
      expect(text).toContain(reason);
    expect(text.split('\n')).toHaveLength(4);
  });

  it('adds malignancy from the tables of the reference package, by scan and place', async () => {
    const root = smallLuna();
    const seed = (n: number, x: number, y: number, z: number, malignancy: number): string =>
      `0,${malignancy},${x},${y},${z},/mnt/data/${uid(n)}.mhd`;
    // 1 mm from the first nodule; 30 mm from the third.
    const table = `Unnamed: 0,malignancy,coordX,coordY,coordZ,image_path\n${seed(1, -93, -75.8, -289, 1)}\n${seed(2, -93, -75.8, -320, 0)}\n`;
    textFile('task2_val.csv', table, root);
    // Row, column, slice of the third: (-93, -75.8, -290) mm.
    const rated = `,malignancy,spiculation,texture,bbox,centroid,scan\n0,3,1,1,x,"[6, 10, 4]",${uid(2)}\n1,2,1,1,x,"[14, 21, 8]",${uid(1)}\n`;
    textFile('luna16_annotations.csv', rated, root);
    expect(lesionsOf(await importIt(root)).map(({ values }) => values)).toEqual([
      { Diameter: 5.6, Malignancy: 'malignant', 'Malignancy rating': null, 'Study split': 'tune' },
      { Diameter: 4.1, Malignancy: 'benign', 'Malignancy rating': 2, 'Study split': null },
      { Diameter: 8, Malignancy: null, 'Malignancy rating': 3, 'Study split': null },
    ]);
    expect(lesionsOf(await importIt(root, { malignancy: 'only' }))).toHaveLength(2);
    expect(lesionsOf(await importIt(root, { malignancy: 'none' }))[0]?.values).toMatchObject({ Malignancy: null });
    const seeds = await importIt(root, { table: 'task2_val.csv' });
    expect(lesionsOf(seeds).map(({ values }) => values?.['Malignancy'])).toEqual(['malignant']);
  });

  it('takes in scans without a nodule only if asked', async () => {
    const run = await importIt(smallLuna(), { emptyScans: true });
    expect(run.totals).toEqual({ patients: 3, scans: 3, lesions: 3 });
  });

  it('says what it found before it imports', async () => {
    const root = smallLuna();
    for (const path of [root, join(root, 'subset3'), join(root, 'annotations.csv')]) {
      const preview = importPreviewSchema.parse(await previewImport(path));
      expect(preview).toMatchObject({
        kind: 'dataset',
        dataset: 'luna16',
        counts: { patients: 2, scans: 2, lesions: 4 },
      });
      expect(preview.kind === 'dataset' && preview.checks.map(({ state }) => state)).toEqual([
        'found',
        'partly',
        'missing',
      ]);
    }
  });

  it.runIf(hasSharedData)('reads every row of the published tables', async () => {
    const tables = sharedData('fmcib-annotations', 'luna16');
    const preview = importPreviewSchema.parse(await previewImport(tables));
    expect(preview).toMatchObject({ kind: 'dataset', dataset: 'luna16' });
    const rated = await readRatedNodules(join(tables, 'luna16_annotations.csv'), new AbortController().signal);
    expect(rated).toHaveLength(1185);
    expect(rated.filter(({ malignancy }) => malignancy !== 3)).toHaveLength(677);
    expect(rated[0]).toMatchObject({ voxel: [167, 372, 40], malignancy: 3 });
    const run = await importIt(tables, { table: 'all-seeds' });
    expect(run.failures).toHaveLength(677);
    expect(run.failures.every((failure) => failure.includes('Its scan is not in the folder'))).toBe(true);
  });

  it('does not claim other tables of nodules', async () => {
    const path = textFile('mine.csv', 'malignancy,coordX,coordY,coordZ,image_path\n1,2,3,4,a.nii\n');
    const signal = new AbortController().signal;
    expect(await findDataset({ path, isFolder: false }, signal)).toBeNull();
    expect(await findDataset({ path: join(path, '..'), isFolder: true }, signal)).toBeNull();
  });
});
