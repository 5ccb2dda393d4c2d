import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { VerbIo } from '#main/cli/verb.ts';
import { verb } from '#main/cli/verbs/stats.ts';
import { figureSchema } from '#shared/figure.ts';
import { statistics as shelf } from '#shared/statistics/statistics.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'seedpoint-stats-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; notes: string }> {
  const [out, notes]: [string[], string[]] = [[], []];
  const io: VerbIo = {
    out: (line) => out.push(line),
    note: (line) => notes.push(line),
    signal: new AbortController().signal,
  };
  const code = await verb.run(args, io);
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const params = (value: object): string => file('params.json', JSON.stringify(value));
const quantity = (figure: { values: { id: string; quantity: unknown }[] }, id: string): unknown =>
  figure.values.find((value) => value.id === id)?.quantity;

describe('seedpoint stats', () => {
  it('computes a statistic of a CSV table into one JSON document that is a figure', async () => {
    const table = file(
      't.csv',
      `y,p\n${['0,.1', '0,.4', '0,.35', '0,.8', '0,.4', '1,.4', '1,.8', '1,.9', '1,.35', '1,.7'].join('\n')}\n`,
    );
    const { code, out } = await run(
      'roc',
      '--table',
      table,
      '--params',
      params({ target: 'y', positive: '1', score: 'p', interval: 'delong' }),
      '--json',
    );
    expect(code).toBe(0);
    const figure = JSON.parse(out);
    expect(figureSchema.parse(figure).id).toBe('roc');
    expect(quantity(figure, 'score-auc')).toMatchObject({
      estimate: expect.closeTo(0.72, 12),
      low: expect.closeTo(0.381658, 6),
      high: 1,
    });
    expect(figure.params).toMatchObject({ score: 'p', level: 0.95 });
  });

  it('reads tab separated text with a byte order mark, decimal points and missing values, and prints a text report', async () => {
    const table = file('t.tsv', '\uFEFFtime\tdead\tid\n5\t1\ta\n7.5\tTrue\tb\nNA\t1\tc\n9\tFalse\td\n');
    const { out, notes } = await run(
      'kaplan-meier',
      '--table',
      table,
      '--params',
      params({ time: 'time', event: 'dead', axisUnit: 'days' }),
    );
    expect(out).toMatch(/Patients, All patients +3\n/);
    expect(out).toMatch(/Events, All patients +2\n/);
    expect(out).toMatch(/Median survival, All patients +7.5 \(5–not reached\) days/);
    expect(notes).toContain('1 patient left out: no value of time.');
  });

  it('draws patients, not rows, when a column of patients is named', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `p${Math.floor(i / 3)},${i % 2},${(i * 7) % 11}`);
    const table = file('clusters.csv', `patient,y,s\n${lines.join('\n')}\n`);
    const { out } = await run(
      'roc',
      '--table',
      table,
      '--patients',
      'patient',
      '--params',
      params({ target: 'y', positive: '1', score: 's', resamples: 199 }),
    );
    expect(out).toContain('60 lesions of 20 patients');
  });

  it('lists the shelf with the parameters as JSON Schema', async () => {
    const { out } = await run('--json');
    const { statistics } = JSON.parse(out);
    expect(statistics.map(({ id }: { id: string }) => id)).toEqual(shelf.map(({ id }) => id));
    const survival = statistics.find(({ id }: { id: string }) => id === 'kaplan-meier');
    expect(survival.params.properties.time).toMatchObject({ type: 'string', column: 'number', title: 'Time' });
    expect((await run()).out).toContain('kaplan-meier  Kaplan–Meier survival.');
  });

  it('refuses an unknown statistic, a missing table, a bad table and bad parameters, each with a reason', async () => {
    const table = file('one.csv', 'y,p\n0,1\n1,2\n');
    await expect(run('anova', '--table', table)).rejects.toThrow(/no statistic "anova".* roc, /);
    await expect(run('roc')).rejects.toThrow(/--table is missing/);
    await expect(run('roc', '--table', join(folder, 'absent.csv'))).rejects.toMatchObject({
      code: 'unreadable-file',
      message: 'absent.csv could not be read.',
    });
    await expect(run('roc', '--table', file('empty.csv', 'y,p\n'))).rejects.toThrow(/no rows/);
    await expect(run('roc', '--table', file('twice.csv', 'y,y\n1,2\n'))).rejects.toThrow(/two columns "y"/);
    await expect(run('roc', '--table', table, '--params', file('bad.json', '{'))).rejects.toThrow(/not valid JSON/);
    await expect(run('roc', '--table', table, '--params', params({ target: 'y', level: 2 }))).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(run('roc', '--table', table, '--params', params({ target: 'y', resample: 99 }))).rejects.toThrow(
      /roc has no parameter resample\. It has: target, /,
    );
  });

  it.skipIf(!hasSharedData)(
    'proposes parameters for LUNG1 and for the NSCLC patients from their column names',
    async () => {
      const lung1 = await run(
        'kaplan-meier',
        '--table',
        sharedData('fmcib-annotations', 'lung1', 'annotations.csv'),
        '--json',
      );
      expect(lung1.notes).toContain('"time":"Survival.time"');
      expect(quantity(JSON.parse(lung1.out), 'group-1-events')).toEqual({ estimate: 373 });
      const nsclc = await run('kaplan-meier', '--table', sharedData('nsclc-owkin', 'output.csv'), '--json');
      expect(quantity(JSON.parse(nsclc.out), 'group-1-events')).toEqual({ estimate: 66 });
    },
  );
});
