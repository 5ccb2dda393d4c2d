import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { previewImport } from '#main/importers/importers.ts';
import { importPreviewSchema, type TableMapping } from '#shared/contract/imports.ts';
import { writeSeries, writeStructureSet } from '../clinical-phantom.ts';
import { clinicalColumn, makeMapping, runImport, temporaryFolder } from '../run-import.ts';

const gtv = { name: 'GTV_primary', first: [2, 4, 1], last: [3, 5, 2] } as const;
const node = { name: 'GTV_node', first: [6, 1, 0], last: [6, 1, 0] } as const;

/**
 * A hospital's folder: planning CTs with contours, a follow-up CT, a patient without contours, and a spreadsheet in
 * columns of its own.
 */
async function hospital(): Promise<string> {
  const root = temporaryFolder();
  const first = {
    patient: 'HRT-016',
    name: 'Doe^Jane',
    uid: '1.2.50.1',
    date: '20040301',
    description: 'Planning Doe, Jane',
  };
  writeSeries(join(root, 'Doe_Jane', 'plan'), first);
  writeStructureSet(join(root, 'Doe_Jane', 'rs.dcm'), first, [gtv, node]);
  writeSeries(join(root, 'Doe_Jane', 'follow-up'), { ...first, uid: '1.2.50.2', date: '20040901' });
  const second = { patient: 'HRT-17', name: 'Roe^Jim', uid: '1.2.50.3', date: '20051231' };
  writeSeries(join(root, 'Roe_Jim'), second);
  const rows = [
    ['Pt ID', 'Patient Name', 'Sex', 'OS (months)', 'Vital status', 'Seen', 'Remarks', 'Volume node'],
    ['HRT-16', 'Doe, Jane', 2, 12, 2, '12/25/2003', 'Jane seen 3/1/2004, like HRT-17; call Doe', 7],
    ['HRT-17', 'Roe, Jim', 1, 24, 1, '1/2/2005', 'none', null],
    ['HRT-99', 'Poe, Ann', 1, 36, 1, '1/2/2005', 'no CT', null],
  ];
  const data = rows.map((row) =>
    row.map((value) => (value === null ? null : { value, type: typeof value === 'number' ? Number : String })),
  );
  writeFileSync(
    join(root, 'outcomes of the cohort.xlsx'),
    await writeExcelFile([{ sheet: 'Sheet1', data }] as never).toBuffer(),
  );
  return root;
}

async function preview(path: string) {
  return importPreviewSchema.parse(await previewImport(path));
}

const mapping = (): TableMapping =>
  makeMapping({
    patient: 'Pt ID',
    clinical: [
      clinicalColumn({ column: 'Sex', name: 'sex', type: 'text', unit: null, values: { '1': 'male', '2': 'female' } }),
      clinicalColumn({ column: 'OS (months)', name: 'OS', type: 'number', unit: 'days', factor: 30.4375 }),
      clinicalColumn({
        column: 'Vital status',
        name: 'dead',
        type: 'boolean',
        unit: null,
        values: { '1': 'no', '2': 'yes' },
      }),
      clinicalColumn({ column: 'Seen', name: 'seen', type: 'text', unit: null }),
      clinicalColumn({ column: 'Remarks', name: 'remarks', type: 'text', unit: null }),
      clinicalColumn({ column: 'Volume node', name: 'nodes', type: 'number', unit: null, level: 'lesion' }),
    ],
  });

describe('a hospital’s folder with its spreadsheet', () => {
  it('finds the spreadsheet, and proposes its columns', async () => {
    const root = await hospital();
    const folder = await preview(root);
    if (folder.kind !== 'dicom-folder') throw new Error('not a folder');
    expect(folder.tables).toEqual([join(root, 'outcomes of the cohort.xlsx')]);
    expect(folder.rois.map(({ name, suggested }) => [name, suggested])).toEqual([
      ['GTV_node', true],
      ['GTV_primary', true],
    ]);
    const table = await preview(folder.tables[0] ?? '');
    if (table.kind !== 'table') throw new Error('not a table');
    expect(table.suggested.clinical.find(({ column }) => column === 'Sex')?.values).toEqual({
      '1': 'male',
      '2': 'female',
    });
    expect(table.suggested.clinical.map(({ column }) => column)).not.toContain('Patient Name');
  });

  it('joins it by patient, spelled as it may be, with all scans of a patient', async () => {
    const root = await hospital();
    const clinical = { path: join(root, 'outcomes of the cohort.xlsx'), mapping: mapping() };
    const { patients, totals, failures, rows } = await runImport({
      kind: 'dicom-folder',
      path: root,
      rois: ['GTV_primary', 'GTV_node'],
      clinical,
    });
    expect([totals, failures]).toEqual([{ patients: 2, scans: 3, lesions: 2 }, []]);
    const [jane, jim] = patients;
    expect(jane).toMatchObject({
      label: 'HRT-016',
      clinical: { sex: 'female', OS: 365.25, dead: true, seen: '12/25/2003' },
    });
    const scans = jane?.scans.toSorted((a, b) => (a.acquiredOn ?? '').localeCompare(b.acquiredOn ?? ''));
    expect(scans?.map(({ acquiredOn, lesions }) => [acquiredOn, lesions.length])).toEqual([
      ['2004-03-01', 2],
      ['2004-09-01', 0],
    ]);
    expect(scans?.[0]?.lesions[0]).toMatchObject({
      roi: 'GTV_primary',
      seedMm: [-37.5, 24.5, -97],
      values: { nodes: 7 },
    });
    expect(jim).toMatchObject({ label: 'HRT-17', clinical: { sex: 'male', OS: 730.5, dead: false } });
    expect(rows).toContainEqual(
      expect.stringMatching(/line 2: corrected: Joined although the identifier is spelled otherwise/),
    );
    expect(rows).toContainEqual(expect.stringMatching(/line 3: taken: Values of the patient/));
    expect(rows).toContainEqual(expect.stringMatching(/corrected: 1 patient of the table has no scan .*: line 4\./));
    expect(rows).toContainEqual(
      expect.stringMatching(/^Roe_Jim.*taken: A scan without a seed, since none of the chosen regions/),
    );
  });

  it('lets no name, identifier, date or UID through where it is de-identified, and says the same again', async () => {
    const root = await hospital();
    const keyFile = join(temporaryFolder(), 'key.json');
    const take = () =>
      runImport({
        kind: 'dicom-folder',
        path: root,
        rois: ['GTV_primary'],
        clinical: { path: join(root, 'outcomes of the cohort.xlsx'), mapping: mapping() },
        deidentify: { keyFile },
      });
    const run = await take();
    const withoutPaths = JSON.stringify(run.items, (key, value) =>
      key === 'source' || key === 'region' ? undefined : value,
    );
    for (const secret of ['Jane', 'Doe', 'Roe', 'Jim', 'HRT', '2004-03-01', '12/25', '1.2.50', 'Poe'])
      expect(withoutPaths).not.toContain(secret);
    const jane = run.patients.find(({ clinical }) => clinical['sex'] === 'female');
    expect(jane?.label).toMatch(/^SP-[0-9A-Z]{10}$/);
    expect(jane?.clinical['OS']).toBe(365.25);
    // 3/1/2004 is the first of March here, as another column of the table proves.
    const plan = jane?.scans.map(({ acquiredOn }) => acquiredOn ?? '').sort()[0] ?? '';
    expect(jane?.clinical['remarks']).toMatch(new RegExp(`^SP-\\w+ seen ${plan}, like SP-\\w+; call SP-\\w+$`));
    // All dates of a patient move by the same days: 67 between the visit and the first scan, 184 between the scans.
    const days = (a: string, b: string) => (Date.parse(b) - Date.parse(a)) / 86_400_000;
    const acquired = jane?.scans.map(({ acquiredOn }) => acquiredOn ?? '').sort() ?? [];
    expect(days(acquired[0] ?? '', acquired[1] ?? '')).toBe(184);
    expect(days(String(jane?.clinical['seen']), acquired[0] ?? '')).toBe(67);
    expect(days(acquired[0] ?? '', '2004-03-01')).toBeGreaterThan(0);
    expect(days(acquired[0] ?? '', '2004-03-01')).toBeLessThanOrEqual(365);

    expect(existsSync(keyFile)).toBe(true);
    if (process.platform !== 'win32') expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const map = JSON.parse(readFileSync(keyFile, 'utf8'));
    expect(Object.keys(map.patients).sort()).toEqual(['HRT-016', 'HRT-17']);
    expect(map.patients['HRT-016'].pseudonym).toBe(jane?.label);
    expect((await take()).patients).toEqual(run.patients);
  });
});
