import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { niftiFile } from '#main/demo/nifti-file.ts';
import { previewImport } from '#main/importers/importers.ts';
import { table } from '#main/importers/table/table.ts';
import { writeNpy } from '#main/readers/numpy.ts';
import { type ImportPreview, importPreviewSchema } from '#shared/contract/imports.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { clinicalColumn, makeMapping, temporaryFolder, textFile } from '../run-import.ts';

type TablePreview = Extract<ImportPreview, { kind: 'table' }>;

async function preview(path: string): Promise<TablePreview> {
  const found = importPreviewSchema.parse(await table.preview(path, new AbortController().signal));
  if (found.kind !== 'table') throw new Error('not a table');
  return found;
}

const messages = ({ warnings }: TablePreview): string =>
  warnings.map(({ item, message }) => `${item}: ${message}`).join('\n');

describe('what a table is proposed for', () => {
  it('proposes patient, image, seed and typed clinical columns by name', async () => {
    const path = textFile(
      't.csv',
      'PatientID,image_path,coordX,coordY,coordZ,age,smoker,grade,mask_path\nP1,a.nii,1,2,3,60,yes,007,/m/a/b.nii\nP2,b.nii,1,2,3,NA,no,012,/m/a/c.nii\n',
    );
    const { suggested, columns, rowCount } = await preview(path);
    expect(rowCount).toBe(2);
    expect(columns.find(({ name }) => name === 'age')).toEqual({
      name: 'age',
      type: 'number',
      samples: ['60'],
      missing: 1,
    });
    expect(suggested).toEqual(
      makeMapping({
        image: { column: 'image_path' },
        mask: { path: { column: 'mask_path' }, label: null },
        seed: { x: 'coordX', y: 'coordY', z: 'coordZ' },
        array: { arrayName: null, axisOrder: 'zyx', intensity: 'scaled' },
        clinical: [
          clinicalColumn({ column: 'age', name: 'age', type: 'number', unit: 'years' }),
          clinicalColumn({ column: 'smoker', name: 'smoker', type: 'boolean', unit: null }),
          clinicalColumn({ column: 'grade', name: 'grade', type: 'text', unit: null }),
        ],
      }),
    );
  });

  it('keeps dates, and does not take a folder with slashes in a date for an image', async () => {
    const { suggested } = await preview(textFile('t.csv', 'id,visit\nP1,12/05/2019\nP2,01/02/2020\n'));
    expect(suggested.clinical).toEqual([clinicalColumn({ column: 'visit', name: 'visit', type: 'text', unit: null })]);
  });

  it('proposes patches whose names hold the identifiers, and looks into the first', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'patches'));
    for (const id of ['007', '012', '123'])
      textFile(`patches/case_${id}.npy`, writeNpy([2, 2, 2], new Int16Array([-900, 0, 0, 0, 0, 0, 0, 40])), folder);
    const path = textFile('t.csv', 'case,label\n7,1\n12,0\n123,1\n', folder);
    const { suggested } = await preview(path);
    expect(suggested.image).toEqual({ template: 'patches/case_{case:3}.npy' });
    expect(suggested.array).toEqual({ arrayName: null, axisOrder: 'zyx', intensity: 'hu' });
  });

  it('leaves whole scans beside a clinical table alone: their centre is no lesion', async () => {
    const folder = temporaryFolder();
    for (const id of ['P1', 'P2']) textFile(`${id}.nii`, '', folder);
    expect((await preview(textFile('t.csv', 'id,age\nP1,60\nP2,70\n', folder))).suggested.image).toBeNull();
    const seeded = await preview(textFile('s.csv', 'id,coordX,coordY,coordZ\nP1,1,2,3\nP2,1,2,3\n', folder));
    expect(seeded.suggested).toMatchObject({ image: { template: '{id}.nii' }, seed: { x: 'coordX' } });
  });

  it('takes numbered columns for features, without scans where their images are not here', async () => {
    const names = Array.from({ length: 60 }, (_, n) => `pred_${n}`);
    const found = await preview(
      textFile(
        't.csv',
        `image_path,coordX,coordY,coordZ,PatientID,age,${names.join(',')}\n/mnt/a/b.nii,1,2,3,P1,60,${names.map(() => '0.5').join(',')}\n`,
      ),
    );
    expect(found.suggested).toMatchObject({
      image: null,
      seed: { x: 'coordX' },
      features: { prefix: 'pred_', count: 60 },
      clinical: [{ name: 'age' }],
    });
    expect(messages(found)).toContain('60 numbered columns, such as "pred_1", are taken as features');
    expect(messages(found)).toContain('None of the images can be found');
  });

  it('maps codes that everybody uses, and days beside months', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, n) => `P${n},${1 + (n % 2)},${n % 2 ? 'M' : 'F'},${1 + (n % 2)},${n * 40},${n},yes`,
    );
    const found = await preview(
      textFile('t.csv', `id,sex,Gender,deathStatus,Survival.time,pfs_months,smoker\n${rows.join('\n')}\n`),
    );
    const entry = (column: string) => found.suggested.clinical.find((one) => one.column === column);
    expect(entry('sex')).toMatchObject({ type: 'text', values: { '1': 'male', '2': 'female' } });
    expect(entry('Gender')).toMatchObject({ type: 'text', values: { M: 'male', F: 'female' } });
    expect(entry('deathStatus')).toMatchObject({ type: 'boolean', values: { '1': 'no', '2': 'yes' } });
    expect(entry('Survival.time')).toMatchObject({ unit: 'days', factor: 1 });
    expect(entry('pfs_months')).toMatchObject({ unit: 'days', factor: 30.4375 });
    expect(entry('smoker')).toMatchObject({ type: 'boolean', values: {} });
    expect(messages(found)).toMatch(/sex: 1 is taken for male[^]*pfs_months: The values look like months/);
  });

  it('leaves out what names a person, and says where dates are', async () => {
    const path = textFile(
      't.csv',
      'Case ID,Patient Name,MRN,E-mail,visit,note\nR1,Doe^Jane,4711,a@b.org,12/05/2019,fine\nR2,Roe^Jim,4712,c@d.org,20190613,well\n',
    );
    const found = await preview(path);
    expect(found.suggested).toMatchObject({ patient: 'Case ID' });
    expect(found.suggested.clinical.map(({ name, type }) => [name, type])).toEqual([
      ['visit', 'text'],
      ['note', 'text'],
    ]);
    expect(messages(found)).toMatch(
      /Patient Name: .*names[^]*MRN: .*numbers that name[^]*E-mail: .*reach[^]*visit: .*dates/,
    );
  });

  it('points at identifiers that may be one patient, by their lines', async () => {
    const found = await preview(textFile('t.csv', 'id,age\n016,60\n17,61\n16,62\npat-a,1\nPAT_A,2\n'));
    expect(messages(found)).toContain('(line 4 and line 2; line 6 and line 5)');
  });

  it('proposes RAS, voxel indices and the folder of absolute paths after a look at the images', async () => {
    const folder = temporaryFolder();
    const geometry = {
      size: [10, 12, 14],
      spacingMm: [2, 2, 2],
      originMm: [100, 50, -30],
      direction: identityDirection,
    } as const;
    const hu = new Int16Array(10 * 12 * 14).fill(-900);
    const image = textFile('a.nii', niftiFile(geometry, hu, ''), folder);
    const table = (seed: string) => textFile('t.csv', `PatientID,image_path,x,y,z\nP1,${image},${seed}\n`);
    const lps = await preview(table('110,60,-20'));
    expect(lps.suggested).toMatchObject({ seedSpace: 'LPS', imageFolder: folder });
    expect(messages(lps)).toContain('the folder that holds them all is proposed');
    expect((await preview(table('-110,-60,-20'))).suggested.seedSpace).toBe('RAS');
    expect((await preview(table('5,5,5'))).suggested.seedSpace).toBe('voxel');
  });

  it('warns of broken rows and of values that are not numbers', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => `P${n},${n}`);
    const found = await preview(textFile('t.csv', `PatientID,dose\n${rows.join('\n')}\nP30,many\nP31,1,2\n`));
    expect(messages(found)).toContain('line 33: The row has more values');
    expect(messages(found)).toContain('dose: 1 of 32 values are not numbers');
  });

  it('refuses what is not a table, and a table without rows', async () => {
    await expect(previewImport(textFile('a.nii', ''))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(previewImport(textFile('a.csv', 'a,b\n'))).rejects.toMatchObject({ code: 'unreadable-file' });
    await expect(previewImport('/nowhere/a.csv')).rejects.toMatchObject({
      code: 'not-found',
      message: expect.not.stringContaining('nowhere'),
    });
  });

  it('holds neither a long nor a wide table in memory', async () => {
    const wide = ['PatientID', ...Array.from({ length: 4100 }, (_, n) => `f${n}`)].join(',');
    const values = `,${Array.from({ length: 4100 }, (_, n) => (n * 0.001).toFixed(6)).join(',')}\n`;
    const path = textFile(
      'wide.csv',
      `${wide}\n${Array.from({ length: 1200 }, (_, row) => `P${row}${values}`).join('')}`,
    );
    global.gc?.();
    const before = process.memoryUsage().rss;
    const found = await preview(path);
    expect([found.rowCount, found.columns.length]).toEqual([1200, 4101]);
    expect(process.memoryUsage().rss - before).toBeLessThan(350e6);
  });
});

describe.skipIf(!hasSharedData)('real tables', () => {
  it('recognises the reference package’s columns in LUNG1', async () => {
    const found = await preview(sharedData('fmcib-annotations', 'lung1', 'annotations.csv'));
    expect(found.rowCount).toBe(421);
    expect(found.suggested).toMatchObject({
      patient: 'PatientID',
      image: { column: 'image_path' },
      seed: { x: 'coordX', y: 'coordY', z: 'coordZ' },
    });
    expect(found.suggested.clinical).toContainEqual(
      clinicalColumn({ column: 'Survival.time', name: 'Survival.time', type: 'number', unit: 'days' }),
    );
    expect(found.suggested.clinical).toContainEqual(
      clinicalColumn({ column: 'Histology', name: 'Histology', type: 'text', unit: null }),
    );
    expect(found.suggested.clinical.map(({ name }) => name)).not.toContain('Unnamed: 0');
    expect(found.columns.find(({ name }) => name === 'age')).toMatchObject({ type: 'number', missing: 22 });
    expect(messages(found)).toContain('Of the first 40 images, none can be found');
  });

  it('sees that labels of LUNA16 and DeepLesion belong to lesions, not to patients', async () => {
    const luna = await preview(sharedData('fmcib-annotations', 'luna16', 'task2_train.csv'));
    expect(luna).toMatchObject({ rowCount: 338, suggested: { patient: 'image_path' } });
    const malignancy = clinicalColumn({
      column: 'malignancy',
      name: 'malignancy',
      type: 'number',
      unit: null,
      level: 'lesion',
    });
    expect(luna.suggested.clinical).toEqual([malignancy]);
    expect(messages(luna)).toMatch(/proposed as values of the lesion: .*malignancy/);
    const deep = await preview(sharedData('fmcib-annotations', 'deeplesion', 'task1_train.csv'));
    expect(deep.rowCount).toBe(2610);
    const levels = new Map(deep.suggested.clinical.map(({ name, level }) => [name, level]));
    expect(levels.get('Patient_gender')).toBe('patient');
    expect(levels.get('Coarse_lesion_type')).toBe('lesion');
  });

  it('reads a gzipped table', async () => {
    expect((await preview(sharedData('fmcib-annotations', 'deeplesion', 'pretrain.csv.gz'))).rowCount).toBe(11_467);
  });

  it('points at the notes below the labels of the sarcoma patients', async () => {
    const found = await preview(sharedData('sts-sarcoma', 'labels.csv'));
    expect(found).toMatchObject({ rowCount: 60, suggested: { patient: 'patient_id', image: null } });
    expect(messages(found)).toContain('9 rows have patient identifiers unlike all others (first in line 53)');
  });

  it('finds the patches of the NSCLC patients', async () => {
    const found = await preview(sharedData('nsclc-owkin', 'output.csv'));
    expect(found.suggested.image).toEqual({ template: 'patch50/patient_{PatientID}.npz' });
    expect(found.suggested.array).toEqual({ arrayName: 'scan', axisOrder: 'zyx', intensity: 'hu' });
    expect(found.suggested.clinical).toContainEqual(
      clinicalColumn({ column: 'SurvivalTime', name: 'SurvivalTime', type: 'number', unit: 'days' }),
    );
  });
});
