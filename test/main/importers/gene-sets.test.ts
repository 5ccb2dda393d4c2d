import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { parseGeneSets, readGeneSetsFile } from '#main/importers/gene-sets.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';

function tempFile(name: string, bytes: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'seedpoint-gmt-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

it('reads name and genes of each line, whatever ends it', () => {
  const { sets, warnings } = parseGeneSets('\ufeffA\tfirst\tTP53\tEGFR\r\nB\t\tKRAS \t\n\n', 'x.gmt');
  expect(sets).toEqual([
    { name: 'A', genes: ['TP53', 'EGFR'] },
    { name: 'B', genes: ['KRAS'] },
  ]);
  expect(warnings).toEqual([]);
});

it('drops copies, numbers sets of one name, counts a gene once and leaves out empty sets, and says all of it', () => {
  const text = 'A\td\tTP53\tEGFR\nA\td\tEGFR\tTP53\nA\td\tKRAS\tKRAS\nB\td\n\td\tX\n';
  const { sets, warnings } = parseGeneSets(text, 'x.gmt');
  expect(sets.map(({ name, genes }) => [name, genes.length])).toEqual([
    ['A', 2],
    ['A (2)', 1],
  ]);
  expect(warnings).toEqual([
    'Left out for want of a name or genes: 2 sets.',
    'Left out as copies of sets already read: 1 set.',
    'Numbered, because another set has the same name: 1 set.',
    'Genes named twice by their set count once: 1.',
  ]);
});

it('refuses what is no GMT file', async () => {
  expect(() => parseGeneSets('gene,A-1\nTP53,1\n', 'x.gmt')).toThrow('holds no gene sets');
  expect(() => parseGeneSets('', 'x.gmt')).toThrow('holds no gene sets');
  await expect(readGeneSetsFile('/nowhere/x.gmt')).rejects.toMatchObject({ code: 'not-found' });
  const cut = tempFile('cut.gmt.gz', gzipSync('A\td\tTP53\n').subarray(0, 12));
  await expect(readGeneSetsFile(cut)).rejects.toMatchObject({ code: 'unreadable-file' });
});

it('knows the same sets again under another name, packed or not', async () => {
  const text = 'A\td\tTP53\tEGFR\n';
  const plain = await readGeneSetsFile(tempFile('one.gmt', text));
  const packed = await readGeneSetsFile(tempFile('two.gmt.gz', gzipSync(text)));
  expect(packed.sha256).toBe(plain.sha256);
  expect(parseGeneSets('A\td\tTP53\n', 'x.gmt').sha256).not.toBe(plain.sha256);
});

it.skipIf(!hasSharedData)('reads the Hallmark and Reactome collections', async () => {
  const hallmark = await readGeneSetsFile(sharedData('genesets', 'h.all.v7.0.symbols.gmt'));
  expect(hallmark.sets).toHaveLength(50);
  expect(hallmark.sets[0]).toMatchObject({ name: 'HALLMARK_TNFA_SIGNALING_VIA_NFKB' });
  const reactome = await readGeneSetsFile(sharedData('genesets', 'ReactomePathways.gmt'));
  expect(reactome.sets.length).toBe(2444);
});
