import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import Papa from 'papaparse';
import { beforeEach, describe, expect, test } from 'vitest';
import { createCohort } from '#main/store/cohorts.ts';
import type { WriteDb } from '#main/store/database.ts';
import { exportFeatureTable, type FeatureTableRequest } from '#main/store/feature-table.ts';
import { insertFeatures, removeFeatureSet } from '#main/store/features.ts';
import { insertImported } from '#main/store/imported.ts';
import { getLesion } from '#main/store/lesions.ts';
import type { FeatureSetId } from '#shared/domain/ids.ts';
import { createRandom } from '#shared/numerics/random.ts';
import {
  featureSetOf,
  lesionAt,
  lesionIdsOf,
  patientWith,
  temporaryFolder,
  temporaryWorkspace,
  who,
} from './fixture.ts';

const dimension = 300;
const oddLabel = 'Smith, "Jo"\nÄnne';

let db: WriteDb;
let folder = '';
let featureSetId: FeatureSetId;
let vectors: Float32Array[] = [];

/** 1,301 lesions: six row groups; the first patient has two lesions and a label that needs quoting. */
beforeEach(() => {
  ({ db } = temporaryWorkspace());
  folder = temporaryFolder();
  const random = createRandom(3);
  const cohort = createCohort(db, { name: 'Cohort', description: '' }, who);
  db.transaction(() => {
    insertImported(db, cohort.id, patientWith(oddLabel, [lesionAt(1.5, -2.25, 3), lesionAt(0.1, 0, 0)]), who);
    for (let index = 2; index <= 1300; index++)
      insertImported(db, cohort.id, patientWith(`L${index}`, [lesionAt(index % 40, 0, 0)]), who);
    featureSetId = featureSetOf(db, cohort, dimension).id;
    vectors = lesionIdsOf(db, cohort).map((lesionId) => {
      const features = Float32Array.from(
        { length: dimension },
        () => (random() - 0.5) * 10 ** Math.floor(random() * 12 - 6),
      );
      insertFeatures(db, featureSetId, [
        { lesionId, seedMm: getLesion(db, lesionId).lesion.seedMm, features, warnings: [] },
      ]);
      return features;
    });
  });
});

const request = (
  name: string,
  format: FeatureTableRequest['format'],
  identifiers: FeatureTableRequest['identifiers'] = 'codes',
): FeatureTableRequest => ({
  featureSetId,
  path: join(folder, name),
  format,
  identifiers,
});

describe('features as CSV', () => {
  test('name patient, lesion and seed, then every feature, and give each float32 back', async () => {
    expect(await exportFeatureTable(db, request('f.csv', 'csv'))).toEqual({ path: join(folder, 'f.csv'), rows: 1301 });
    const { data, errors } = Papa.parse<string[]>(readFileSync(join(folder, 'f.csv'), 'utf8'), {
      skipEmptyLines: true,
    });
    expect(errors).toEqual([]);
    expect(data[0]?.slice(0, 7)).toEqual(['patient', 'lesion', 'coordX', 'coordY', 'coordZ', 'pred_0', 'pred_1']);
    expect(data[0]?.at(-1)).toBe('pred_299');
    expect(data.slice(1, 4).map((row) => row.slice(0, 5))).toEqual([
      ['P0001', '1', '1.5', '-2.25', '3'],
      ['P0001', '2', '0.1', '0', '0'],
      ['P0002', '1', '2', '0', '0'],
    ]);
    expect(data).toHaveLength(1302);
    vectors.forEach((vector, row) => {
      expect(Float32Array.from(data[row + 1]?.slice(5) ?? [], Number)).toEqual(vector);
    });
  });

  test('name patients by the labels of the source only when asked', async () => {
    await exportFeatureTable(db, request('codes.csv', 'csv'));
    await exportFeatureTable(db, request('labels.csv', 'csv', 'labels'));
    expect(readFileSync(join(folder, 'codes.csv'), 'utf8')).not.toContain('Smith');
    const { data } = Papa.parse<string[]>(readFileSync(join(folder, 'labels.csv'), 'utf8'));
    expect(data.slice(1, 4).map(([patient]) => patient)).toEqual([oddLabel, oddLabel, 'L2']);
  });
});

test('features as Parquet are float32 columns in row groups', async () => {
  await exportFeatureTable(db, request('f.parquet', 'parquet', 'labels'));
  const file = await asyncBufferFromFile(join(folder, 'f.parquet'));
  const { row_groups, schema } = await parquetMetadataAsync(file);
  expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([256, 256, 256, 256, 256, 21]);
  expect(schema.filter(({ type }) => type === 'FLOAT')).toHaveLength(dimension);
  const rows = await parquetReadObjects({ file });
  expect(rows.length).toBe(1301);
  expect(rows[1]).toMatchObject({ patient: oddLabel, lesion: 2, coordX: 0.1, coordY: 0, coordZ: 0 });
  vectors.forEach((vector, row) => {
    expect(Float32Array.from({ length: dimension }, (_, index) => rows[row]?.[`pred_${index}`] as number)).toEqual(
      vector,
    );
  });
});

test('features as npy are the matrix, with the names of its rows beside it', async () => {
  await exportFeatureTable(db, request('f.npy', 'npy'));
  const bytes = readFileSync(join(folder, 'f.npy'));
  const headLength = 10 + bytes.readUInt16LE(8);
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
  expect(bytes.subarray(10, headLength).toString('latin1').trimEnd()).toBe(
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1301, 300), }",
  );
  expect([headLength % 64, bytes[headLength - 1], bytes.length - headLength]).toEqual([0, 10, 1301 * 300 * 4]);
  vectors.forEach((vector, row) => {
    const at = headLength + row * dimension * 4;
    expect(bytes.subarray(at, at + dimension * 4).equals(Buffer.from(vector.buffer))).toBe(true);
  });
  const names = readFileSync(join(folder, 'f.npy.rows.csv'), 'utf8').split('\n');
  expect(names.slice(0, 3)).toEqual(['patient,lesion,coordX,coordY,coordZ', 'P0001,1,1.5,-2.25,3', 'P0001,2,0.1,0,0']);
  expect(names).toHaveLength(1303);
});

describe('an export', () => {
  test.each(['csv', 'parquet', 'npy'] as const)(
    'as %s that is cancelled leaves what was there, and nothing half written',
    async (format) => {
      writeFileSync(join(folder, 'f'), 'the old file');
      const controller = new AbortController();
      const exporting = exportFeatureTable(db, request('f', format), controller.signal);
      controller.abort(new Error('stopped'));
      await expect(exporting).rejects.toThrow('stopped');
      expect(readdirSync(folder)).toEqual(['f']);
      expect(readFileSync(join(folder, 'f'), 'utf8')).toBe('the old file');
    },
  );

  test('answers other calls meanwhile, also writing ones', async () => {
    let turns = 0;
    const exporting = exportFeatureTable(db, request('f.csv', 'csv'));
    const ticking = setInterval(() => {
      turns++;
      createCohort(db, { name: `Meanwhile ${turns}`, description: '' }, who);
    }, 1);
    await exporting;
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(3);
  });

  test('into a folder that is not there says so, without its path', async () => {
    const failing = exportFeatureTable(db, { ...request('f.csv', 'csv'), path: join(folder, 'no', 'f.csv') });
    await expect(failing).rejects.toMatchObject({
      code: 'storage',
      message: '“f.csv” cannot be written: the folder does not exist.',
    });
    await expect(
      exportFeatureTable(db, { ...request('x', 'parquet'), path: join(folder, 'no', 'x') }),
    ).rejects.toMatchObject({ code: 'storage' });
  });

  test('of an empty or removed feature set is refused', async () => {
    db.run('DELETE FROM feature_rows');
    await expect(exportFeatureTable(db, request('f.csv', 'csv'))).rejects.toMatchObject({ code: 'conflict' });
    removeFeatureSet(db, featureSetId, who);
    await expect(exportFeatureTable(db, request('f.csv', 'csv'))).rejects.toMatchObject({ code: 'not-found' });
    expect(readdirSync(dirname(join(folder, 'f.csv')))).toEqual([]);
  });
});
