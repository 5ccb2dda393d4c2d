import { createHmac } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Pseudonyms } from '#main/importers/deidentify/pseudonyms.ts';
import { Secrets } from '#main/importers/deidentify/secrets.ts';
import { sensitiveKind } from '#main/importers/deidentify/sensitive-columns.ts';
import { clinicalColumn, makeMapping, runImport, temporaryFolder, textFile } from '../run-import.ts';

const key = '00'.repeat(32);
const keyFile = (content: unknown = { format: 'seedpoint-pseudonyms', version: 1, key, patients: {} }): string =>
  textFile('key.json', typeof content === 'string' ? content : JSON.stringify(content));

describe('the key file', () => {
  it('gives the HMAC-SHA256 of the identifier, and keeps what it gave', async () => {
    const path = keyFile();
    const { pseudonyms } = await Pseudonyms.open(path);
    const { pseudonym, shiftDays } = pseudonyms.of('LUNG1-001');
    const hmac = (purpose: string) => createHmac('sha256', Buffer.alloc(32)).update(`${purpose}\0LUNG1-001`).digest();
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    expect(pseudonym).toBe(`SP-${[...hmac('patient').subarray(0, 10)].map((byte) => letters[byte % 32]).join('')}`);
    expect(shiftDays).toBe(-1 - (hmac('shift').readUInt32BE(0) % 365));
    expect(pseudonyms.uid('1.2.3')).toMatch(/^2\.25\.\d{1,39}$/);
    await pseudonyms.save();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      format: 'seedpoint-pseudonyms',
      version: 1,
      key,
      patients: { 'LUNG1-001': { pseudonym, shiftDays } },
    });
    expect(readdirSync(dirname(path))).toEqual(['key.json']);
  });

  it('keeps pseudonyms that another import added meanwhile', async () => {
    const path = keyFile();
    const [first, second] = [await Pseudonyms.open(path), await Pseudonyms.open(path)];
    first.pseudonyms.of('A');
    second.pseudonyms.of('B');
    await first.pseudonyms.save();
    await second.pseudonyms.save();
    expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')).patients)).toEqual(['A', 'B']);
  });

  it('takes identifiers that are names of JavaScript’s own for what they are', async () => {
    const { pseudonyms } = await Pseudonyms.open(keyFile());
    for (const label of ['__proto__', 'constructor', 'toString'])
      expect(pseudonyms.of(label).pseudonym).toMatch(/^SP-/);
  });

  it.each([
    ['a text', 'hello'],
    ['another JSON', '{"key": 1}'],
    ['a short key', JSON.stringify({ format: 'seedpoint-pseudonyms', version: 1, key: 'ff', patients: {} })],
  ])('refuses %s and leaves it as it is', async (_, content) => {
    const path = keyFile(content);
    await expect(Pseudonyms.open(path)).rejects.toMatchObject({ code: 'invalid-input' });
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('refuses a folder that is not there, and makes nothing', async () => {
    const path = join(temporaryFolder(), 'nowhere', 'key.json');
    await expect(Pseudonyms.open(path)).rejects.toMatchObject({ code: 'invalid-input' });
    expect(existsSync(path)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('says where others can read it', async () => {
    const path = keyFile();
    chmodSync(path, 0o644);
    expect((await Pseudonyms.open(path)).readableByOthers).toBe(true);
    chmodSync(path, 0o600);
    expect((await Pseudonyms.open(path)).readableByOthers).toBe(false);
  });
});

describe('secrets in texts', () => {
  it('replaces identifiers and names as words, whatever their case, and nothing inside other words', () => {
    const secrets = new Secrets();
    secrets.addIdentifier('LUNG1-001', 'SP-A');
    secrets.addIdentifier('7', 'SP-B');
    secrets.addIdentifier('4711123', 'SP-C');
    secrets.addName('Doe^Jane Mary', 'SP-A');
    expect(secrets.remove('lung1-001')).toBe('SP-A');
    expect(secrets.remove('as LUNG1-001, not LUNG1-0011 or XLUNG1-001')).toBe('as SP-A, not LUNG1-0011 or XLUNG1-001');
    expect(secrets.remove('grade 7 of 4711123')).toBe('grade 7 of SP-C');
    expect(secrets.remove('Mrs. DOE (Jane) did well; does it')).toBe('Mrs. SP-A (SP-A) did well; does it');
  });

  it('stays fast with a hundred thousand patients', () => {
    const secrets = new Secrets();
    for (let n = 0; n < 100_000; n++) secrets.addIdentifier(`COHORT-${n}`, `SP-${n}`);
    const begun = performance.now();
    for (let n = 0; n < 10_000; n++)
      expect(secrets.remove(`as in COHORT-${n} and so on`)).toBe(`as in SP-${n} and so on`);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

describe('columns that give persons away', () => {
  it.each([
    ['Patient Name', 'name'],
    ['lastName', 'name'],
    ['Referring physician', 'name'],
    ['MRN', 'identifier'],
    ['hospital_no', 'identifier'],
    ['e-mail', 'contact'],
    ['Zip code', 'contact'],
    ['date_of_birth', 'date'],
    ['DOB', 'date'],
    ['age', null],
    ['update', null],
    ['histology', null],
    ['Survival.time', null],
    ['naming', null],
  ])('%s: %s', (column, kind) => expect(sensitiveKind(column)).toBe(kind));
});

describe('a table that is de-identified', () => {
  it('shifts days in whichever order the column has them, and replaces names found in notes', async () => {
    const path = textFile(
      't.csv',
      'id,Full name,MRN,phone,visit,stamp,note\nA-1,Doe Jane,99123,+49 1,05/06/2019,20190506,A-1: Doe; see A-2\nA-2,Roe Jim,99124,,05/13/2019,20190507,fine\n',
    );
    const columns = ['Full name', 'MRN', 'phone', 'visit', 'note'].map((name) =>
      clinicalColumn({ column: name, name, type: 'text', unit: null }),
    );
    const stamp = clinicalColumn({ column: 'stamp', name: 'stamp', type: 'number', unit: null });
    const options = {
      kind: 'table' as const,
      path,
      mapping: makeMapping({ patient: 'id', clinical: [...columns, stamp] }),
      deidentify: { keyFile: keyFile() },
    };
    const { patients, rows } = await runImport(options);
    const { pseudonyms } = await Pseudonyms.open(options.deidentify.keyFile);
    const [one, two] = [pseudonyms.of('A-1'), pseudonyms.of('A-2')];
    const moved = (day: string, days: number) =>
      new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
    expect(patients.map(({ label, clinical }) => ({ label, ...clinical }))).toEqual([
      {
        label: one.pseudonym,
        'Full name': one.pseudonym,
        MRN: pseudonyms.code('99123'),
        phone: null,
        visit: moved('2019-05-06', one.shiftDays),
        stamp: Number(moved('2019-05-06', one.shiftDays).replaceAll('-', '')),
        note: `${one.pseudonym}: ${one.pseudonym}; see ${two.pseudonym}`,
      },
      {
        label: two.pseudonym,
        'Full name': two.pseudonym,
        MRN: pseudonyms.code('99124'),
        phone: null,
        visit: moved('2019-05-13', two.shiftDays),
        stamp: Number(moved('2019-05-07', two.shiftDays).replaceAll('-', '')),
        note: 'fine',
      },
    ]);
    expect(rows).toEqual(['line 2: taken: Values of the patient.', 'line 3: taken: Values of the patient.']);
  });

  it('keeps patients out of the messages of rows that are refused', async () => {
    const path = textFile('t.csv', 'id,who,age\nA-1,Jane,60\nA-1,Jane,Jane\nA-1,Jane,61\n');
    const age = clinicalColumn({ column: 'age', name: 'age', type: 'text', unit: null });
    const { failures } = await runImport({
      kind: 'table',
      path,
      mapping: makeMapping({ patient: 'id', clinical: [age] }),
      deidentify: { keyFile: keyFile() },
    });
    expect(failures).toHaveLength(2);
    expect(failures.join()).not.toContain('A-1');
  });
});
