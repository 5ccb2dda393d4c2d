import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { expressionFile, geneSetsFile, writePhantomCohort } from '#main/demo/phantom-cohort.ts';
import { phantomExpression, phantomGeneSets } from '#main/demo/phantom-expression.ts';
import { phantomTraits } from '#main/demo/phantom-traits.ts';
import { previewExpression } from '#main/importers/expression/expression-file.ts';
import { readGeneSetsFile } from '#main/importers/gene-sets.ts';
import type { FigureTable } from '#shared/figure.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';
import { geneSetEnrichment } from '#shared/statistics/gene-set-enrichment/gene-set-enrichment.ts';
import { overRepresentation } from '#shared/statistics/over-representation/over-representation.ts';

const seed = 2024;
const traits = Array.from({ length: 150 }, (_, n) => phantomTraits(seed, n + 1));

it('writes expression and gene sets that both imports read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seedpoint-phantom-genes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await writePhantomCohort(folder, { patients: 6, seed });
  const patients = traits.slice(0, 6).map(({ label }, index) => ({ id: index + 1, label, keys: {} }));
  const { report, warnings, suggestedUnit } = await previewExpression(
    { path: join(folder, expressionFile), orientation: null, sampleColumn: null, patients },
    new AbortController().signal,
  );
  expect(report).toMatchObject({ orientation: 'genes-in-rows', genes: 200, unmatched: 0, missingCells: 0 });
  expect(suggestedUnit).toBe('log2');
  expect(warnings.length).toBeLessThanOrEqual(1);
  const { sets } = await readGeneSetsFile(join(folder, geneSetsFile));
  expect(sets).toEqual(phantomGeneSets());
});

it('has modules that the statistics tell apart by what drives the score', () => {
  const { labels, genes } = phantomExpression(seed, traits);
  const measured = labels.map((label) => traits.find((one) => one.label === label)!);
  const table = {
    ...tableFromRecords(
      measured.map(({ risk, solidity }) => ({ risk, solidity })),
      { patients: Int32Array.from(labels.keys()) },
    ),
    attachments: {
      expression: {
        name: 'Demo',
        unit: 'log2',
        genes: genes.map(({ name }) => name),
        patients: Int32Array.from(labels.keys()),
        values: Float32Array.from(genes.flatMap(({ values }) => values)),
      },
      geneSets: { name: 'Demo sets', sets: phantomGeneSets() },
    },
  };
  const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
  const significant = (figure: { tables: FigureTable[] }, column: string): unknown[] => {
    const [sets] = figure.tables;
    const at = sets!.columns.indexOf(column);
    return sets!.rows.filter((row) => Number(row[at]) < 0.05).map(([name]) => name);
  };
  const ofRisk = { ...overRepresentation.suggest(table), score: 'risk', leastCorrelation: 0.3 };
  expect(ofRisk).toMatchObject({ geneFilter: 'all' });
  expect(significant(overRepresentation.compute(table, ofRisk, context), 'Adjusted p')).toEqual(
    expect.arrayContaining(['Demo: proliferation']),
  );
  const ofSolidity = { score: 'solidity', permutations: 499 };
  const enriched = geneSetEnrichment.compute(table, ofSolidity, context);
  expect(significant(enriched, 'p')).toContain('Demo: surfactant');
  expect(significant(enriched, 'p')).not.toContain('Demo: immune cells');
});
