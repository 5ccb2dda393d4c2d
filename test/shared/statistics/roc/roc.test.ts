import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { endpointTargets } from '#shared/biomarker/endpoint.ts';
import type { Cell } from '#shared/domain/entities.ts';
import { figureSchema } from '#shared/figure.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { roc } from '#shared/statistics/roc/roc.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const y = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
const p = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.8, 0.9, 0.35, 0.7];
const q = [0.2, 0.3, 0.5, 0.6, 0.1, 0.7, 0.9, 0.6, 0.4, 0.8];
const golden = tableFromRecords(y.map((target, i) => ({ target, p: p[i]!, q: q[i]! })));
const base = { target: 'target', positive: '1', score: 'p' };

const compute = (table: DataTable, params: object) => roc.compute(table, params, context);
const quantity = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((value) => value.id === id)?.quantity;

/** A cohort with class-dependent scores; `lesions` of each patient. */
function simulated(patients: number, lesions: number, seed = 1): DataTable {
  const random = createRandom(seed);
  const records: Record<string, Cell>[] = [];
  const ids: number[] = [];
  for (let patient = 0; patient < patients; patient++) {
    for (let lesion = 0; lesion < lesions; lesion++) {
      records.push({
        target: patient % 3 === 0 ? 'malignant' : 'benign',
        score: randomNormal(random) + (patient % 3 === 0 ? 1 : 0),
      });
      ids.push(patient);
    }
  }
  return tableFromRecords(records, { patients: Int32Array.from(ids) });
}

describe('the ROC statistic', () => {
  it('gives the golden AUC with DeLong interval, cut at 1, and the paired test', () => {
    const figure = compute(golden, { ...base, comparison: 'q', interval: 'delong' });
    expect(quantity(figure, 'score-auc')).toEqual({
      estimate: expect.closeTo(0.72, 12),
      low: expect.closeTo(0.381658, 6),
      high: 1,
      level: 0.95,
    });
    expect(quantity(figure, 'score-standard-error')).toEqual({ estimate: expect.closeTo(0.172627, 6) });
    expect(quantity(figure, 'comparison-auc')).toMatchObject({ estimate: expect.closeTo(0.9, 12) });
    expect(quantity(figure, 'difference')).toMatchObject({ estimate: expect.closeTo(-0.18, 12) });
    expect(quantity(figure, 'difference-p')).toEqual({ estimate: expect.closeTo(0.1649, 4) });
    expect(figure.warnings).toContain('The smaller class of p has 5 lesions: its AUC hangs on single lesions.');
  });

  it('returns a figure that the schema accepts as it is, 89 mm wide, with curve, chance line and note', () => {
    const figure = compute(golden, base);
    expect(figureSchema.parse(figure)).toEqual(figure);
    expect(figure.sizeMm.width).toBe(89);
    const [panel] = figure.panels;
    expect(panel).toMatchObject({ square: true, guides: [{ from: { x: 0, y: 0 }, to: { x: 1, y: 1 } }] });
    expect(panel?.notes?.lines[0]).toMatch(/^AUC 0\.72 \(0\.\d\d–\d\.\d\d\)$/);
    expect(figure.caption).toContain('5 lesions) against 5 other lesions, in 10 lesions of 10 patients');
    expect(figure.methods).toContain('9999 resamples');
    expect(figure.methods).toContain('seed 42');
  });

  it('turns the score round when lower values speak for the positive class', () => {
    expect(quantity(compute(golden, { ...base, direction: 'lower', resamples: 99 }), 'score-auc')).toMatchObject({
      estimate: expect.closeTo(0.28, 12),
    });
  });

  it('takes DeLong only for one lesion per patient, and says so', () => {
    const figure = compute(simulated(60, 3), {
      target: 'target',
      positive: 'malignant',
      score: 'score',
      interval: 'delong',
      resamples: 499,
    });
    expect(figure.warnings[0]).toMatch(/DeLong's interval does not apply/);
    expect(quantity(figure, 'score-standard-error')).toHaveProperty('unavailable');
    expect(figure.caption).toContain('bootstrap interval over 60 patients');
  });

  it.each([
    ['that separates fully', [0, 0, 1, 1], /standard error is 0/],
    ['of one value', [0, 1, 0, 1], /standard error is 0/],
    ['with one row of a class', [0, 0, 0, 1], /fewer than two rows/],
  ] as const)('gives no DeLong interval for a score %s, and says why', (name, target, reason) => {
    const records = target.map((value, i) => ({ target: String(value), score: name === 'of one value' ? 3 : i }));
    const figure = compute(tableFromRecords(records), {
      target: 'target',
      positive: '1',
      score: 'score',
      interval: 'delong',
    });
    expect(quantity(figure, 'score-auc')).toEqual({ estimate: name === 'of one value' ? 0.5 : 1 });
    expect(figure.warnings[0]).toMatch(reason);
    expect(figure.caption).not.toContain('In parentheses');
    expect(figure.methods).toContain("DeLong's method");
  });

  it('asks for the column that is missing', () => {
    expect(() => compute(golden, {})).toThrow('target: Choose a column.');
  });

  it('draws each of several classes against the rest, with their mean', () => {
    const random = createRandom(5);
    const names = ['bone', 'liver', 'lung'];
    const table = tableFromRecords(
      Array.from({ length: 90 }, (_, i) => {
        const record: Record<string, Cell> = { target: names[i % 3]! };
        names.forEach((name, k) => {
          record[`probability of ${name}`] = random() + (i % 3 === k ? 0.5 : 0);
        });
        return record;
      }),
    );
    const figure = compute(table, { target: 'target', resamples: 199 });
    expect(figure.panels[0]?.series.map(({ label }) => label)).toEqual(names);
    const areas = figure.values
      .filter(({ id }) => /^class-\d-auc$/.test(id))
      .map((value) => ('estimate' in value.quantity ? value.quantity.estimate : 0));
    expect(quantity(figure, 'mean-auc')).toMatchObject({
      estimate: expect.closeTo((areas[0]! + areas[1]! + areas[2]!) / 3, 12),
    });
    expect(figureSchema.parse(figure)).toEqual(figure);
  });

  it('suggests the test lesions and the second class for the predictions of a run', () => {
    const table = tableFromRecords([
      { 'probability of dead': 0.3, 'probability of alive': 0.7, target: 'alive', part: 'test' },
      { 'probability of dead': 0.6, 'probability of alive': 0.4, target: 'dead', part: 'test' },
    ]);
    expect(roc.suggest(table)).toEqual({
      target: 'target',
      positive: 'alive',
      score: 'probability of alive',
      subsetColumn: 'part',
      subsetValue: 'test',
    });
  });

  it('never suggests the number of a patient as a score', () => {
    const rows = [1, 0].map((Event) => ({ PatientID: 200 + Event, case_no: 1, Event, Volume: 3.5 }));
    expect(roc.suggest(tableFromRecords(rows))).toEqual({ target: 'Event', positive: '1', score: 'Volume' });
    const alone = rows.map(({ PatientID, Event }) => ({ PatientID, Event }));
    expect(roc.suggest(tableFromRecords(alone))).toEqual({ target: 'Event', positive: '1' });
  });

  it('leaves out rows without truth or score, with their number', () => {
    const table = tableFromRecords([
      ...y.map((target, i) => ({ target, p: p[i]! })),
      { target: null, p: 0.5 },
      { target: 1, p: null },
    ]);
    const figure = compute(table, { ...base, resamples: 99 });
    expect(quantity(figure, 'score-auc')).toMatchObject({ estimate: expect.closeTo(0.72, 12) });
    expect(figure.warnings).toEqual(
      expect.arrayContaining(['1 row left out: no value of target.', '1 row left out: no score.']),
    );
  });

  it('refuses one class, an unknown column and an empty subset with a message that says what to do', () => {
    expect(() => compute(golden, { ...base, positive: '7' })).toThrow(/No row has target = "7"/);
    expect(() => compute(golden, { ...base, score: 'r' })).toThrow(/no column "r"/);
    expect(() => compute(golden, { ...base, subsetColumn: 'p', subsetValue: '3' })).toThrow(/No row has p = "3"/);
    expect(() => compute(golden, { target: 'target' })).toThrow(/no column "probability of 0"/);
  });

  it('gives a perfect score its AUC without an interval, and the reason', () => {
    const table = tableFromRecords(y.map((target) => ({ target, p: target })));
    const figure = compute(table, base);
    expect(quantity(figure, 'score-auc')).toEqual({ estimate: 1 });
    expect(figure.warnings).toContain('There is no interval for the AUC of p: every resample gave the same value.');
  });

  it('changes nothing it is given and gives the same figure again', () => {
    const table = simulated(30, 2);
    const copy = structuredClone(table);
    const params = Object.freeze({ target: 'target', positive: 'malignant', score: 'score', resamples: 199 });
    const first = compute(table, params);
    expect(table).toEqual(copy);
    expect(compute(table, params)).toEqual(first);
  });

  it('needs less than a second for 9999 resamples of 421 lesions', () => {
    const table = simulated(421, 1);
    compute(table, { target: 'target', positive: 'malignant', score: 'score' });
    const start = performance.now();
    compute(table, { target: 'target', positive: 'malignant', score: 'score' });
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe.skipIf(!hasSharedData)('tumour volume and death within two years in the NSCLC patients', () => {
  it('has the AUC 0.760 over 110 evaluable patients of whom 50 died', () => {
    const read = (name: string): string[][] =>
      Papa.parse<string[]>(readFileSync(sharedData('nsclc-owkin', name), 'utf8'), { skipEmptyLines: true }).data;
    const radiomics = read('radiomics.csv');
    const column = radiomics
      .slice(0, 3)
      .reduce((found, header) => (found >= 0 ? found : header.findIndex((name) => /VoxelVolume/.test(name))), -1);
    const volumes = new Map(radiomics.slice(3).map((row) => [row[0]!, Number(row[column])]));
    const rows = read('output.csv')
      .slice(1)
      .filter((row) => volumes.has(row[0]!) && row[0] !== '3' && row[0] !== '003');
    const definition = {
      kind: 'alive-at',
      timeColumn: 'time',
      eventColumn: 'event',
      eventValue: '1',
      timeUnit: 'days',
      horizonDays: 730,
      censoring: 'exclude',
    } as const;
    const { targets, classes } = endpointTargets(
      definition,
      rows.map((row) => ({ time: Number(row[1]), event: Number(row[2]) })),
    );
    const table = tableFromRecords(
      rows.map((row, i) => ({ target: classes[targets[i]!] ?? null, volume: volumes.get(row[0]!)! })),
    );
    const figure = compute(table, { target: 'target', positive: 'dead', score: 'volume', resamples: 999 });
    expect(quantity(figure, 'score-positives')).toEqual({ estimate: 50 });
    expect(quantity(figure, 'score-negatives')).toEqual({ estimate: 60 });
    expect(quantity(figure, 'score-auc')).toMatchObject({ estimate: expect.closeTo(0.76, 3) });
  });
});
