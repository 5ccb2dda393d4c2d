import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { previewExpression, readExpressionFile } from '#main/importers/expression/expression-file.ts';
import type { SamplePatient } from '#main/importers/expression/match-samples.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seedpoint-expression-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const signal = new AbortController().signal;
const patients: SamplePatient[] = ['A-1', 'A-2', 'A-3'].map((label, index) => ({
  id: index + 11,
  label,
  keys: { trial: `T${index + 1}` },
}));

function file(text: string, name = 'genes.csv'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const read = (
  path: string,
  options: { orientation?: 'genes-in-rows' | 'samples-in-rows'; sampleColumn?: string } = {},
) =>
  readExpressionFile(
    { path, orientation: options.orientation ?? null, sampleColumn: options.sampleColumn ?? null, patients },
    signal,
  );
const preview = (path: string, people: readonly SamplePatient[] = patients) =>
  previewExpression({ path, orientation: null, sampleColumn: null, patients: people }, signal);

describe('a file of gene expression', () => {
  it('is read with genes in rows', async () => {
    const { table, report, unmatched } = await read(file('gene,A-1,Z-9,A-3\nTP53,1,9,2\nEGFR,3,9,NA\n'));
    expect(table.genes).toEqual(['TP53', 'EGFR']);
    expect([...table.patients]).toEqual([11, 13]);
    expect([...table.values]).toEqual([1, 2, 3, Number.NaN]);
    expect(unmatched).toEqual(['Z-9']);
    expect(report).toMatchObject({
      genes: 2,
      samples: 3,
      matched: 2,
      unmatched: 1,
      patientsWithout: 1,
      missingCells: 1,
    });
  });

  it('is read with samples in rows, known by the side that names patients', async () => {
    const { table, report } = await read(file('id,TP53,EGFR,KRAS,MYC\nA-2,1,2,3,4\nA-1,5,6,7,8\n'));
    expect(report.orientation).toBe('samples-in-rows');
    expect([...table.patients]).toEqual([12, 11]);
    expect([...table.values]).toEqual([1, 5, 2, 6, 3, 7, 4, 8]);
  });

  it('may be read the other way by the user', async () => {
    const path = file('gene,A-1\nA-2,1\n');
    expect((await read(path, { orientation: 'samples-in-rows' })).table.genes).toEqual(['A-1']);
    expect((await read(path, { orientation: 'genes-in-rows' })).table.genes).toEqual(['A-2']);
  });

  it('is taken from tabs, gzip, semicolons with decimal commas, and the heading that R leaves out', async () => {
    const path = join(folder, 'packed.tsv.gz');
    writeFileSync(path, gzipSync('A-1\tA-2\nTP53\t1.5\t2\n'));
    expect([...(await read(path)).table.values]).toEqual([1.5, 2]);
    expect([...(await read(file('gene;A-1;A-2\nTP53;1,5;2\n'))).table.values]).toEqual([1.5, 2]);
  });

  it('keeps of repeated genes the one with the highest mean and leaves out genes without a name or number', async () => {
    const { table, report } = await read(file('g,A-1,A-2\nTP53,1,1\nTP53,5,\nTP53,2,3\n,4,4\nEGFR,,\n'));
    expect(table.genes).toEqual(['TP53']);
    expect([...table.values]).toEqual([5, Number.NaN]);
    expect(report).toMatchObject({ genes: 1, repeatedGenes: 2, emptyGenes: 2 });
  });

  it('matches labels without case and spaces after exact ones, and each patient once', async () => {
    const { table, report } = await read(file('g, a-1 ,A-1,a-2,A-2x\nTP53,9,1,2,3\n'));
    expect([...table.patients]).toEqual([11, 12]);
    expect([...table.values]).toEqual([1, 2]);
    expect(report).toMatchObject({ matched: 2, matchedLoosely: 1, repeatedSamples: 1, unmatched: 1 });
  });

  it('counts a second column of the same sample as repeated', async () => {
    const { report } = await read(file('g,A-1,A-1\nTP53,1,2\n'));
    expect(report).toMatchObject({ matched: 1, repeatedSamples: 1, unmatched: 0 });
  });

  it('matches by a clinical column, which the preview finds by itself', async () => {
    const path = file('g,T1,T3,T9\nTP53,1,2,3\n');
    const seen = await preview(path);
    expect(seen.sampleColumn).toBe('trial');
    expect(seen.sampleColumns).toEqual([{ name: 'trial', matches: 2 }]);
    expect(seen.report.matched).toBe(2);
    expect(seen.unmatchedNames).toEqual(['T9']);
    expect([...(await read(path, { sampleColumn: 'trial' })).table.patients]).toEqual([11, 13]);
  });

  it('gives a label that two patients share to neither', async () => {
    const twins = ['x', 'X', 'y'].map((label, index) => ({ id: index + 1, label, keys: {} }));
    const { report } = await preview(file('g, x ,Y\nTP53,1,2\n'), twins);
    expect(report.matched).toBe(2);
    const doubles = ['X', 'x '].map((label, index) => ({ id: index + 1, label, keys: {} }));
    expect((await preview(file('g,  x,q\nTP53,1,2\n'), doubles)).report.matched).toBe(0);
  });

  it('counts text among numbers as missing and says so', async () => {
    const { warnings, report } = await preview(file('g,A-1,A-2,A-3\nTP53,1,=1+1,"<script>"\n1-Mar,1,2,3\n'));
    expect(report.textCells).toBe(2);
    expect(warnings.join(' ')).toContain('2 cells hold text');
    expect(warnings.join(' ')).toContain('A gene name looks like a date');
  });

  it.each([
    ['no rows', 'gene,A-1\n', 'unreadable-file', 'no rows'],
    ['one column', 'gene\nTP53\n', 'unreadable-file', 'one column'],
    ['ragged rows', 'gene,A-1,A-2\nTP53,1,2\nEGFR,1,2,3\n', 'unreadable-file', 'Line 3'],
    ['a GCT file', '#1.2\n2\t3\nName\tDescription\tA-1\n', 'unsupported', 'GCT'],
    ['a GEO series', '!Series_title\t"x"\n', 'unsupported', 'Omnibus'],
    ['no gene with a number', 'gene,A-1\nTP53,\n', 'unreadable-file', 'no gene'],
    ['no sample of the cohort', 'gene,B-1\nTP53,1\n', 'invalid-input', 'No sample'],
  ])('with %s is refused in words', async (_, text, code, words) => {
    await expect(read(file(text))).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it('guesses the unit from the values', async () => {
    const row = (values: number[]) => file(`g,A-1,A-2,A-3\nTP53,${values.join(',')}\n`);
    expect((await preview(row([-1, 0, 1.2]))).suggestedUnit).toBe('z-score');
    expect((await preview(row([2, 7, 11]))).suggestedUnit).toBe('log2');
    const counts = await preview(row([0, 12, 5300]));
    expect(counts.suggestedUnit).toBe('not logarithmic');
    expect(counts.warnings.join(' ')).toContain('log2(x + 1)');
  });
});

describe.skipIf(!hasSharedData)('the table of GSE103584', () => {
  it('finds 39 patients of the NSCLC cohort by the clinical column that names them', async () => {
    const map = readFileSync(sharedData('nsclc-owkin', 'patient_map_inferred.csv'), 'utf8');
    const { data } = Papa.parse<Record<string, string>>(map, { header: true, skipEmptyLines: true });
    const cohort = data.map((row, index) => ({
      id: index + 1,
      label: row['PatientID'] ?? '',
      keys: { tcia_patient_id: row['tcia_patient_id'] || null, SourceDataset: row['SourceDataset'] ?? null },
    }));
    const path = sharedData('gene-expression', 'GSE103584_top1000_zscore.csv.gz');
    const seen = await preview(path, cohort);
    expect(seen.report).toMatchObject({ orientation: 'genes-in-rows', genes: 1000, samples: 130, matched: 39 });
    expect(seen).toMatchObject({ sampleColumn: 'tcia_patient_id', suggestedUnit: 'z-score' });
    // The published table went through a spreadsheet.
    expect(seen.warnings).toEqual([expect.stringContaining('A gene name looks like a date')]);
  });
});
