import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openScan } from '#main/readers/open-scan.ts';
import { mergeColumns } from '#main/store/clinical.ts';
import { insertImported } from '#main/store/imported.ts';
import { createWorkspace } from '#main/store/workspace.ts';
import type { Cohort, ScanSource } from '#shared/domain/entities.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { openMainSide, type TestMainSide } from '../chain/open-main-side.ts';
import { cohortOf, lesionAt, patientWith, who } from '../store/fixture.ts';

let folder = '';
let main: TestMainSide;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seedpoint-curation-'));
  vi.stubEnv('SEEDPOINT_CONFIG', join(folder, 'config'));
  main = await openMainSide();
});
afterEach(async () => {
  await main.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** A workspace that was filled before it is opened. */
async function opened(
  fill: (db: ReturnType<ReturnType<typeof createWorkspace>['writable']>) => Cohort,
): Promise<Cohort> {
  const path = join(folder, 'study');
  const session = createWorkspace(path, 'Study');
  const cohort = fill(session.writable());
  session.close();
  await main.client['workspaces.open']({ path });
  return cohort;
}

/** A .npy file of version 1 with so many voxels of one value. */
function npy(edge: number, value: number): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${edge}, ${edge}, ${edge}), }`;
  const padded = `${header.padEnd(117)}\n`;
  const head = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([padded.length, 0])]);
  const data = Float32Array.from({ length: edge ** 3 }, (_, n) => value + n / 1e4);
  return Buffer.concat([head, Buffer.from(padded), Buffer.from(data.buffer)]);
}

const array = (path: string): ScanSource => ({
  format: 'array',
  path,
  arrayName: null,
  axisOrder: 'zyx',
  intensity: 'hu',
});

test('patients under two spellings go to one part, or the split is refused with the list', async () => {
  const { id: cohortId } = await opened((db) => {
    const cohort = cohortOf(db, 12);
    for (let n = 1; n <= 6; n++) insertImported(db, cohort.id, patientWith(`COHORT 0${n}`, []), who);
    return cohort;
  });
  const draft = { cohortId, seed: 3, fractions: { train: 1, tune: 1, test: 1 }, stratifyBy: null };
  const split = await main.client['splits.create']({ ...draft, name: 'Together' });
  expect(split.patientCounts).toMatchObject({ train: expect.any(Number) as number });
  const { leaks } = await main.client['leakage.check']({ cohortId, splitId: split.id, modelId: null });
  expect(leaks).toEqual([]);
  expect((await main.client['leakage.check']({ cohortId, splitId: null, modelId: null })).leaks).toHaveLength(6);
  await expect(main.client['splits.create']({ ...draft, name: 'Apart', keepTogether: false })).rejects.toMatchObject({
    code: 'conflict',
    issues: expect.arrayContaining([expect.objectContaining({ path: 'patient' })]) as unknown,
  });
  expect(await main.client['splits.list']({ cohortId })).toHaveLength(1);
});

test('an endpoint of lesions counts lesions and says so', async () => {
  const { id: cohortId } = await opened((db) => {
    const cohort = cohortOf(db, 1);
    mergeColumns(db, cohort.id, [{ name: 'type', type: 'text', unit: null, level: 'lesion' }]);
    const lesions = ['bone', 'liver', 'bone'].map((type, n) => lesionAt(n, 9, 0, { values: { type } }));
    insertImported(db, cohort.id, patientWith('Three', lesions), who);
    return cohort;
  });
  const definition = { kind: 'binary' as const, column: 'type', positive: ['bone'] };
  const preview = await main.client['endpoints.preview']({ cohortId, definition });
  expect(preview).toMatchObject({ level: 'lesion', counts: { bone: 2, 'not bone': 1 }, undefinedCount: 1 });
  expect(preview.sentence).toContain('Of 4 lesions');
  const endpoint = await main.client['endpoints.create']({ cohortId, name: 'Bone', definition });
  expect(endpoint).toMatchObject({ level: 'lesion', counts: { bone: 2 } });
});

test('files that moved are found again, others in their place are refused, and both ways are undone', async () => {
  const old = join(folder, 'old');
  await mkdir(old);
  const paths = [1, 2].map((n) => join(old, `p${n}.npy`));
  for (const [n, path] of paths.entries()) await writeFile(path, npy(12, n));
  const hashes = await Promise.all(paths.map(async (path) => (await openScan(array(path))).headerHash));
  const { id: cohortId } = await opened((db) => {
    const cohort = cohortOf(db, 0);
    for (const [n, path] of paths.entries()) {
      const scan = {
        source: array(path),
        geometry: {
          size: [12, 12, 12],
          spacingMm: [1, 1, 1],
          originMm: [0, 0, 0],
          direction: identityDirection,
        } as const,
        modality: 'CT',
        warnings: [],
        headerHash: hashes[n] ?? '',
        lesions: [lesionAt(5, 5, 5, { region: { format: 'labelmap', path: join(old, `m${n}.nii`), value: 1 } })],
      };
      insertImported(db, cohort.id, { label: `P${n}`, clinical: {}, scans: [scan] }, who);
    }
    return cohort;
  });
  const moved = join(folder, 'new');
  await rename(old, moved);
  await rm(join(moved, 'p2.npy'));
  const sources = async () =>
    (await main.client['scans.list']({ cohortId })).map(({ source }) => ('path' in source ? source.path : ''));
  const relink = () => main.client['scans.relink']({ cohortId, from: old, to: moved });
  expect(await relink()).toEqual({ relinked: 1, missing: 1 });
  expect(await sources()).toEqual([join(moved, 'p1.npy'), join(old, 'p2.npy')]);
  const { rows } = await main.client['lesions.page']({ cohortId, offset: 0, limit: 10 });
  expect(rows[0]?.region).toMatchObject({ path: join(moved, 'm0.nii') });
  await main.client['edits.undo']({});
  expect(await sources()).toEqual(paths);
  await cp(join(moved, 'p1.npy'), join(moved, 'p2.npy'));
  await expect(relink()).rejects.toMatchObject({
    code: 'conflict',
    message: expect.not.stringContaining(folder) as string,
  });
  expect(await sources()).toEqual(paths);
  await expect(main.client['scans.relink']({ cohortId, from: '/nowhere', to: moved })).rejects.toMatchObject({
    code: 'invalid-input',
  });
});
