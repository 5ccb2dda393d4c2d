import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CohortId } from '#shared/domain/ids.ts';
import { hasSharedData, sharedData } from '../../shared-data.ts';
import { openMainSide, type TestMainSide } from './open-main-side.ts';

describe.skipIf(!hasSharedData)('real gene expression', () => {
  let folder = '';
  let main: TestMainSide;
  let cohortId: CohortId;
  const path = sharedData('gene-expression', 'GSE103584_top1000_zscore.csv.gz');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seedpoint-expression-'));
    vi.stubEnv('SEEDPOINT_CONFIG', join(folder, 'config'));
    main = await openMainSide();
    await main.client['workspaces.create']({ path: join(folder, 'workspace'), name: 'Expression' });
    cohortId = (await main.client['cohorts.create']({ name: 'NSCLC' })).id;
    await importClinical(join(folder, 'clinical.csv'));
  }, 60_000);
  afterAll(async () => {
    await main.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  /** Survival beside the names of the public archive; the two tables write patient 16 as 016 and as 16. */
  async function importClinical(joined: string): Promise<void> {
    const rows = (file: string) =>
      Papa.parse<Record<string, string>>(readFileSync(sharedData('nsclc-owkin', file), 'utf8'), {
        header: true,
        skipEmptyLines: true,
      }).data;
    const survival = new Map(rows('output.csv').map((row) => [Number(row['PatientID']), row['SurvivalTime']]));
    const lines = rows('patient_map_inferred.csv').map(({ PatientID, tcia_patient_id }) =>
      [PatientID, tcia_patient_id, survival.get(Number(PatientID))].join(','),
    );
    await writeFile(joined, ['PatientID,tcia_patient_id,survival', ...lines].join('\n'));
    const column = (name: string, type: 'text' | 'number') => ({ column: name, name, type, unit: null });
    const clinical = [column('tcia_patient_id', 'text'), column('survival', 'number')];
    const mapping = { patient: 'PatientID', image: null, seed: null, clinical };
    const { jobId } = await main.client['imports.start']({
      cohortId,
      options: { kind: 'table', path: joined, mapping },
    });
    expect((await main.ended(jobId)).state).toBe('succeeded');
  }

  test('is matched to 39 patients by the column that the preview finds, and stored once', async () => {
    const preview = await main.client['expression.preview']({ cohortId, path });
    expect(preview.report).toMatchObject({ matched: 39, unmatched: 91, genes: 1000 });
    const { sampleColumn, suggestedName: name, suggestedUnit: unit } = preview;
    expect(sampleColumn).toBe('tcia_patient_id');
    const record = await main.client['expression.import']({ cohortId, path, sampleColumn, name, unit });
    expect(record).toMatchObject({ name: 'GSE103584_top1000_zscore', unit: 'z-score', report: preview.report });
    expect(await main.client['expression.list']({ cohortId })).toEqual([record]);
    expect(main.events).toContainEqual({ name: 'data.changed', payload: { what: 'expression', cohortId } });
    await expect(main.client['expression.import']({ cohortId, path, name, unit })).rejects.toThrow('No sample');
  });

  test('meets Hallmark and Reactome in over-representation and ranked enrichment, with readable names', async () => {
    const source = { cohortId, runId: null };
    for (const [file, name, set] of [
      ['h.all.v7.0.symbols.gmt', 'Hallmark', 'Epithelial mesenchymal transition'],
      ['ReactomePathways.gmt', 'Reactome', 'Extracellular matrix organization'],
    ] as const) {
      const { record } = await main.client['geneSets.import']({ path: sharedData('genesets', file), name });
      for (const [statisticId, params] of [
        ['over-representation', { geneFilter: 'study', shownSets: 40 }],
        ['gene-set-enrichment', { permutations: 199 }],
      ] as const) {
        const figure = await main.client['statistics.compute']({
          source: { ...source, geneSetsId: record.id },
          statisticId,
          params: { score: 'survival', ...params },
        });
        expect(figure.title).toContain(name);
        expect(figure.values.find(({ id }) => id === 'patients')?.quantity).toEqual({ estimate: 39 });
        expect(figure.tables[0]!.rows.map(([first]) => first)).toContain(set);
      }
    }
    expect((await main.client['geneSets.list']({})).map(({ setCount }) => setCount)).toEqual([2444, 50]);
    const again = main.client['geneSets.import']({ path: sharedData('genesets', 'h.all.v7.0.symbols.gmt'), name: 'H' });
    await expect(again).rejects.toThrow('already, as “Hallmark”');
  }, 60_000);

  test('is removed, and statistics then ask for it', async () => {
    const [record] = await main.client['expression.list']({ cohortId });
    await main.client['expression.remove']({ expressionId: record!.id });
    const compute = main.client['statistics.compute']({
      source: { cohortId, runId: null },
      statisticId: 'gene-correlation',
      params: { score: 'survival' },
    });
    await expect(compute).rejects.toThrow('Import a table of gene expression first');
  });
});
