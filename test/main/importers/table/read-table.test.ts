import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { niftiFile } from '#main/demo/nifti-file.ts';
import { writeNpy } from '#main/readers/numpy.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { clinicalColumn, makeMapping, runImport, temporaryFolder, textFile } from '../run-import.ts';

const image = { column: 'image_path' } as const;
const seed = { x: 'coordX', y: 'coordY', z: 'coordZ' } as const;
const age = clinicalColumn({ column: 'age', name: 'Age', type: 'number', unit: 'years' });

/** A folder with `a.nii` and `b.nii`: 10 x 10 x 10 voxels of 2 mm whose first centre lies at (100, 50, -30) mm LPS. */
function folderWithScans(): string {
  const folder = temporaryFolder();
  const geometry = {
    size: [10, 10, 10],
    spacingMm: [2, 2, 2],
    originMm: [100, 50, -30],
    direction: identityDirection,
  } as const;
  const hu = Int16Array.from({ length: 1000 }, (_, n) => (n % 10 === 0 ? -900 : 40));
  textFile('a.nii', niftiFile(geometry, hu, ''), folder);
  textFile(
    'b.nii',
    niftiFile(
      geometry,
      hu.map((value) => value + 1),
      '',
    ),
    folder,
  );
  return folder;
}

describe('importing a table', () => {
  it('joins rows of a patient: its scans, its lesions, one set of clinical values', async () => {
    const folder = folderWithScans();
    const rows = [
      'P1,a.nii,110,60,-20,',
      'P2,b.nii,104,54,-26,70',
      'P1,a.nii,112,60,-20,63',
      'P1,b.nii,110,60,-20,63',
      'P1,a.nii,110,60,-20,63',
    ];
    const path = textFile('t.csv', `PatientID,image_path,coordX,coordY,coordZ,age\n${rows.join('\n')}\n`, folder);
    const run = await runImport({ kind: 'table', path, mapping: makeMapping({ image, seed, clinical: [age] }) });
    expect(run.failures).toEqual([]);
    expect(run.totals).toEqual({ patients: 2, scans: 3, lesions: 4 });
    expect(run.items[0]).toEqual({
      kind: 'columns',
      columns: [{ name: 'Age', type: 'number', unit: 'years', level: 'patient' }],
    });
    expect(run.patients.map(({ label, clinical }) => [label, clinical])).toEqual([
      ['P1', { Age: 63 }],
      ['P2', { Age: 70 }],
    ]);
    const [scan] = run.patients[0]?.scans ?? [];
    expect(scan).toMatchObject({
      source: { format: 'volume', path: join(folder, 'a.nii') },
      geometry: { size: [10, 10, 10], spacingMm: [2, 2, 2], originMm: [100, 50, -30] },
    });
    expect(scan?.lesions.map(({ seedMm, seedSource }) => [seedMm, seedSource])).toEqual([
      [[110, 60, -20], 'table'],
      [[112, 60, -20], 'table'],
    ]);
  });

  it('refuses bad rows one by one, with line and reason, and goes on', async () => {
    const folder = folderWithScans();
    const rows = [
      'P1,a.nii,110,60,-20,63',
      'P2,a.nii,abc,60,-20,63',
      'P3,missing.nii,110,60,-20,63',
      'P1,b.nii,110,60,-20,64',
      'P4,a.nii,-110,-60,-20,63',
      'P5,a.nii,5,5,5,63',
      'P6,a.nii,500,60,-20,63',
      ',a.nii,110,60,-20,63',
      'P8,,110,60,-20,63',
      'P9,a.nii,110,60,-20,63,extra',
      'P10,b.nii,110,60,-20,old',
      'P11,t.csv,110,60,-20,63',
    ];
    const path = textFile('t.csv', `PatientID,image_path,coordX,coordY,coordZ,age\n${rows.join('\n')}\n`, folder);
    const run = await runImport({ kind: 'table', path, mapping: makeMapping({ image, seed, clinical: [age] }) });
    expect(run.patients.map(({ label, clinical }) => [label, clinical['Age']])).toEqual([
      ['P1', 63],
      ['P10', null],
    ]);
    expect(run.failures.toSorted((a, b) => Number(a.match(/\d+/)?.[0]) - Number(b.match(/\d+/)?.[0]))).toEqual([
      'line 3: coordX is "abc", which is not a number in millimetres.',
      'line 4: The image "missing.nii" was not found.',
      'line 5: age is "64" here and "63" in line 2, for the same patient.',
      'line 6: The seed (-110.0, -60.0, -20.0) mm lies outside the scan. With the signs of x and y turned it lies inside: the table may give RAS instead of LPS coordinates.',
      'line 7: The seed (5.0, 5.0, 5.0) mm lies outside the scan. The numbers look like voxel indices: LPS millimetres are needed.',
      'line 8: The seed (500.0, 60.0, -20.0) mm lies outside the scan.',
      'line 9: The patient column "PatientID" is empty.',
      'line 10: The image column "image_path" is empty.',
      'line 11: The row has 7 values for 6 columns. Is a text with a comma in it not quoted?',
      expect.stringMatching(/^line 13: t\.csv: /),
    ]);
    expect(run.rows).toEqual([
      'line 2: taken: A lesion.',
      'line 12: corrected: age is "old", which is not a number: this value was left empty.',
    ]);
  });

  it('takes a clinical table without images, and never evaluates what a cell says', async () => {
    const path = textFile('t.csv', 'PatientID,age,note\nP1,63,=HYPERLINK("http://x")\nP2,NA,"<script>1</script>"\n');
    const note = clinicalColumn({ column: 'note', name: 'note', type: 'text', unit: null });
    const run = await runImport({ kind: 'table', path, mapping: makeMapping({ clinical: [age, note] }) });
    expect(run.totals).toEqual({ patients: 2, scans: 0, lesions: 0 });
    expect(run.patients).toEqual([
      { kind: 'patient', label: 'P1', clinical: { Age: 63, note: '=HYPERLINK("http://x")' }, scans: [] },
      { kind: 'patient', label: 'P2', clinical: { Age: null, note: '<script>1</script>' }, scans: [] },
    ]);
  });

  it('takes bare arrays by template, the seed at their centre', async () => {
    const folder = temporaryFolder();
    textFile('case_007.npy', writeNpy([4, 6, 8], new Int16Array(192)), folder);
    const path = textFile('t.csv', 'PatientID\n7\n', folder);
    const mapping = makeMapping({ image: { template: 'case_{PatientID:3}.npy' } });
    const { patients } = await runImport({ kind: 'table', path, mapping });
    expect(patients[0]?.scans[0]).toMatchObject({
      source: { format: 'array', arrayName: null, axisOrder: 'zyx', intensity: 'hu' },
      geometry: { size: [8, 6, 4] },
      lesions: [{ seedMm: [3.5, 2.5, 1.5], seedSource: 'centre', roi: null, volumeMm3: null }],
    });
  });

  it('calls patients that are known by their image by the shortest name that keeps them apart', async () => {
    const folder = folderWithScans();
    const path = textFile('t.csv', 'image_path\na.nii\nb.nii\n', folder);
    const { patients } = await runImport({
      kind: 'table',
      path,
      mapping: makeMapping({ patient: 'image_path', image }),
    });
    expect(patients.map(({ label }) => label)).toEqual(['a', 'b']);
  });

  it('says of every row what became of it, each once', async () => {
    const path = textFile(
      't.csv',
      `PatientID,age\n${Array.from({ length: 100 }, (_, n) => `P${n},${n % 2 ? 'x' : n}`).join('\n')}\n`,
    );
    const { failures, rows, totals } = await runImport({
      kind: 'table',
      path,
      mapping: makeMapping({ clinical: [age] }),
    });
    expect(totals.patients).toBe(100);
    expect(failures).toEqual([]);
    expect(rows).toHaveLength(100);
    expect(rows.filter((row) => row.includes(': corrected: '))).toHaveLength(50);
  });

  it.each([
    ['a column that is not there', { patient: 'Patient' }, 'no column "Patient"'],
    ['a template of such a column', { image: { template: '{case}.npy' } }, '"case"'],
    ['two columns of one name', { clinical: [age, { ...age, column: 'PatientID' }] }, 'become "Age"'],
  ])('refuses a mapping with %s at once', async (_, changes, message) => {
    const path = textFile('t.csv', 'PatientID,age\nP1,60\n');
    await expect(runImport({ kind: 'table', path, mapping: makeMapping(changes) })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message),
    });
  });

  it('stops when it is cancelled', async () => {
    const path = textFile('t.csv', `PatientID\n${Array.from({ length: 50_000 }, (_, n) => `P${n}`).join('\n')}\n`);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 5);
    await expect(runImport({ kind: 'table', path, mapping: makeMapping() }, controller.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe.skipIf(!hasSharedData)('real tables', () => {
  it('imports the 125 NSCLC patches with their survival', async () => {
    const clinical = [
      clinicalColumn({ column: 'SurvivalTime', name: 'survival', type: 'number', unit: 'days' }),
      clinicalColumn({ column: 'Event', name: 'died', type: 'number', unit: null }),
    ];
    const mapping = makeMapping({
      image: { template: 'patch50/patient_{PatientID:3}.npz' },
      array: { arrayName: 'scan', axisOrder: 'xyz', intensity: 'hu' },
      clinical,
    });
    const run = await runImport({ kind: 'table', path: sharedData('nsclc-owkin', 'output.csv'), mapping });
    expect(run.totals).toEqual({ patients: 125, scans: 125, lesions: 125 });
    expect(run.failures).toEqual(['line 111: The image "patient_003.npz" was not found.']);
    expect(run.patients.filter(({ clinical: { died } }) => died === 1)).toHaveLength(66);
    expect(run.patients[0]).toMatchObject({
      label: '202',
      clinical: { survival: 1378, died: 0 },
      scans: [{ geometry: { size: [50, 50, 50] }, lesions: [{ seedMm: [24.5, 24.5, 24.5], seedSource: 'centre' }] }],
    });
  });

  it('imports the messy labels of the sarcoma patients and refuses their footnotes where it can tell', async () => {
    const label = clinicalColumn({ column: 'label', name: 'metastasis', type: 'number', unit: null });
    const mapping = makeMapping({ patient: 'patient_id', clinical: [label] });
    const { patients, failures } = await runImport({
      kind: 'table',
      path: sharedData('sts-sarcoma', 'labels.csv'),
      mapping,
    });
    const real = patients.filter(({ label: name }) => name.startsWith('STS_'));
    expect(real).toHaveLength(51);
    expect(real.filter(({ clinical }) => clinical['metastasis'] === 1)).toHaveLength(19);
    expect(failures[0]).toBe('line 53: The patient column "patient_id" is empty.');
    expect(failures.slice(1).every((failure) => failure.includes('too long for a patient identifier'))).toBe(true);
    expect(patients.length + failures.length).toBe(60);
  });
});
