import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '#main/cli/run-cli.ts';
import { writePhantomCohort } from '#main/demo/phantom-cohort.ts';
import { temporaryFolder, textFile } from '../../importers/run-import.ts';

const verbs = { import: () => import('#main/cli/verbs/import.ts') };

async function seedpoint(...args: string[]): Promise<{ code: number; out: string; notes: string }> {
  const out: string[] = [];
  const notes: string[] = [];
  const io = {
    out: (line: string) => out.push(line),
    note: (line: string) => notes.push(line),
    signal: new AbortController().signal,
  };
  const code = await runCli(verbs, ['import', ...args], io);
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

describe('seedpoint import', () => {
  beforeEach(() => void vi.stubEnv('SEEDPOINT_CONFIG', temporaryFolder()));
  afterEach(() => void vi.unstubAllEnvs());

  it('fills one cohort from DICOM, a table of images and a clinical table, and adds nothing twice', async () => {
    const source = temporaryFolder();
    await writePhantomCohort(source, { patients: 2, seed: 4 });
    const workspace = join(temporaryFolder(), 'study');
    const take = (name: string) => seedpoint(join(source, name), '--into', workspace, '--cohort', 'Phantoms', '--json');

    const dicom = await take('dicom');
    expect(dicom.code, dicom.notes).toBe(0);
    expect(JSON.parse(dicom.out)).toMatchObject({
      cohort: { name: 'Phantoms', patientCount: 1, lesionCount: 1 },
      added: { patients: 1, scans: 1, lesions: 1 },
      failures: [],
    });
    expect((await take('lesions.csv')).code).toBe(0);
    const clinical = await take('clinical.csv');
    expect(JSON.parse(clinical.out)).toMatchObject({
      cohort: { patientCount: 2, scanCount: 2, lesionCount: 2 },
      added: { patients: 0 },
    });
    const again = await take('dicom');
    expect(JSON.parse(again.out)).toMatchObject({
      cohort: { lesionCount: 2 },
      added: { patients: 0, scans: 0, lesions: 0 },
    });
  }, 60_000);

  it('exits with 1 where a row was refused, and says which', async () => {
    const path = textFile('t.csv', 'PatientID,age\nP1,60\n,61\n');
    const { code, out, notes } = await seedpoint(path, '--into', join(temporaryFolder(), 'w'), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ added: { patients: 1 }, failures: [{ item: 'line 3' }] });
    expect(notes).toContain('line 3');
  }, 60_000);

  it('takes a mapping from a file', async () => {
    const folder = temporaryFolder();
    const mapping = {
      patient: 'who',
      image: null,
      seed: null,
      clinical: [{ column: 'a', name: 'Age', type: 'number', unit: 'years' }],
    };
    const path = textFile('t.csv', 'who,a\nP1,60\n', folder);
    const { code } = await seedpoint(
      path,
      '--into',
      join(folder, 'w'),
      '--mapping',
      textFile('m.json', JSON.stringify(mapping), folder),
    );
    expect(code).toBe(0);
  }, 60_000);

  it('only looks with --preview', async () => {
    const { code, out } = await seedpoint(textFile('t.csv', 'PatientID,age\nP1,60\n'), '--preview', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ kind: 'table', rowCount: 1, suggested: { patient: 'PatientID' } });
  }, 60_000);

  it.each([
    ['no workspace', ['/tmp'], '--into is missing'],
    ['a source that is not there', ['/nowhere.csv', '--into', '/tmp/x'], '"nowhere.csv"'],
    ['an unknown option', ['/tmp', '--out', 'x'], '--out'],
  ])('exits with 2 for %s', async (_, args, message) => {
    const { code, notes } = await seedpoint(...args);
    expect(code).toBe(2);
    expect(notes).toContain(message);
  });
});
