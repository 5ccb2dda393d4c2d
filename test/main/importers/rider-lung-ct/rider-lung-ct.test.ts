import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type TinySeries, writeSeries, writeStructureSet } from '../clinical-phantom.ts';
import { previewDataset } from '../dataset-preview.ts';
import { runImport, temporaryFolder } from '../run-import.ts';

const big = { first: [2, 4, 1], last: [3, 5, 2] } as const;
const small = { first: [6, 1, 0], last: [6, 1, 0] } as const;

/** Scans of one patient, the retest first in the alphabet; `visits` are those with outlines. */
function patient(root: string, id: string, visits: readonly ('test' | 'retest')[], scans = 2): void {
  const at = (visit: 'test' | 'retest'): TinySeries => ({
    patient: id,
    uid: `1.2.80.${id.slice(-1)}.${visit === 'test' ? 9 : 1}`,
    date: '20061001',
    time: visit === 'test' ? '120000' : '121500',
  });
  for (const visit of (['test', 'retest'] as const).slice(0, scans))
    writeSeries(join(root, id, '10-01-2006', `${at(visit).uid}-CT`), at(visit));
  for (const visit of visits) {
    writeStructureSet(
      join(root, id, 'outlines', `${visit}.dcm`),
      at(visit),
      [
        { name: `GTVp_${visit}_auto`, ...small },
        { name: `GTVp_${visit}_man`, ...big },
      ],
      visit,
    );
  }
}

const read = (path: string, choices = {}) => runImport({ kind: 'dataset', dataset: 'rider-lung-ct', path, choices });

describe('RIDER Lung CT', () => {
  it('joins test and retest of a patient, each lesion numbered alike', async () => {
    const root = temporaryFolder();
    patient(root, 'RIDER-1129164941', ['test', 'retest']);
    expect(await previewDataset(root)).toMatchObject({
      dataset: 'rider-lung-ct',
      counts: { patients: 1, scans: 2, lesions: 2 },
    });
    const { patients, totals, failures, items } = await read(root);
    expect([totals, failures]).toEqual([{ patients: 1, scans: 2, lesions: 2 }, []]);
    expect(items.find(({ kind }) => kind === 'columns')).toMatchObject({
      columns: [
        { name: 'scan', level: 'lesion' },
        { name: 'pair', level: 'lesion' },
      ],
    });
    const scans = patients[0]?.scans ?? [];
    expect(scans.map(({ description }) => description)).toEqual(['test', 'retest']);
    expect(scans.map(({ lesions }) => lesions.map(({ roi, values, seedMm }) => [roi, values, seedMm]))).toEqual([
      [['GTVp_test_man', { scan: 'test', pair: 1 }, [-37.5, 24.5, -97]]],
      [['GTVp_retest_man', { scan: 'retest', pair: 1 }, [-37.5, 24.5, -97]]],
    ]);
  });

  it('takes the outlines of the program by choice', async () => {
    const root = temporaryFolder();
    patient(root, 'RIDER-1129164941', ['test', 'retest']);
    const { patients } = await read(root, { reader: 'auto' });
    expect(patients[0]?.scans.map(({ lesions }) => lesions[0]?.seedMm)).toEqual([
      [-34, 21, -100],
      [-34, 21, -100],
    ]);
  });

  it('leaves out patients of whom a scan or an outline is missing, unless they are asked for', async () => {
    const root = temporaryFolder();
    patient(root, 'RIDER-1000000001', ['test'], 1);
    patient(root, 'RIDER-1000000002', ['retest']);
    patient(root, 'RIDER-1000000003', []);
    const strict = await read(root);
    expect(strict.totals.patients).toBe(0);
    expect(strict.failures).toEqual([
      expect.stringContaining('The other scan of the patient is missing'),
      expect.stringContaining('Not both of its scans have the outline'),
      expect.stringContaining('Not both of its scans have the outline'),
    ]);
    const all = await read(root, { incomplete: true });
    expect(all.totals).toEqual({ patients: 3, scans: 5, lesions: 2 });
    // Without outlines the time tells; with one outlined, its partner of the same day is the other.
    expect(all.patients.map(({ scans }) => scans.map(({ description }) => description))).toEqual([
      ['test'],
      ['test', 'retest'],
      ['test', 'retest'],
    ]);
  });
});
