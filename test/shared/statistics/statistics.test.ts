import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';
import { statistics } from '#shared/statistics/statistics.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };

describe('the shelf of statistics', () => {
  it('has no id twice', () => {
    const ids = statistics.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(statistics)(
    '$id: a form can be built from its parameters: each has a title, a description and a plain type',
    ({ params }) => {
      const schema = z.toJSONSchema(params, { io: 'input' });
      for (const property of Object.values(schema.properties ?? {}) as Record<string, unknown>[]) {
        expect(property['title']).toMatch(/\S/);
        expect(property['description']).toMatch(/\S/);
        const alternatives = (property['anyOf'] ?? [property]) as { type: string | string[] }[];
        const types = alternatives.flatMap(({ type }) => type);
        expect(['string', 'number', 'integer', 'boolean', 'array']).toContain(types[0]);
        expect(types.slice(1)).toEqual(types.length > 1 ? ['null'] : []);
        if ('column' in property) expect(['number', 'any']).toContain(property['column']);
      }
    },
  );

  const withParams = statistics.filter(({ params }) => Object.keys(params.shape).length > 0);
  it.each(withParams)('$id: wrong parameters are invalid input, field by field', (statistic) => {
    const [field] = Object.keys(statistic.params.shape);
    try {
      statistic.compute(tableFromRecords([{ a: 1 }]), { [field!]: { not: 'a value' } }, context);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).code).toBe('invalid-input');
      expect((error as AppError).issues?.map(({ path }) => path)).toContain(field);
    }
  });

  it.each(statistics)('$id: suggests nothing wrong for a table without fitting columns', (statistic) => {
    expect(() => statistic.suggest(tableFromRecords([{ note: 'x' }, { note: 'y' }]))).not.toThrow();
  });

  const good = Array.from({ length: 12 }, (_, i) => ({
    patient: `P${i}`,
    lesion: `P${i}-1`,
    run: i % 2 ? 'one' : 'two',
    model: i % 2 ? 'one' : 'two',
    fraction: 1,
    scan: 1 + (i % 2),
    draw: i % 3,
    part: 'test',
    target: i % 3 ? 'no' : 'yes',
    'probability of no': 0.1 + (i % 7) / 10,
    'probability of yes': 0.9 - (i % 7) / 10,
    survival_days: 100 + 31 * i,
    died: i % 2,
    age: 50 + i,
    sex: i % 2 ? 'male' : 'female',
  }));
  const every = (change: object) => good.map((row) => ({ ...row, ...change }));
  const badTables: Record<string, Parameters<typeof tableFromRecords>[0]> = {
    'no rows': [],
    'one row': good.slice(0, 1),
    'one class': every({ target: 'yes' }),
    'all censored': every({ died: 0 }),
    'constant scores': every({ 'probability of yes': 0.5, 'probability of no': 0.5 }),
    'the same lesion in every row': every({ patient: 'P1', lesion: 'P1-1' }),
    'text in numbers': good.map((row, i) => ({ ...row, survival_days: i ? row.survival_days : 'unknown', age: 'old' })),
    'missing everywhere': every({ target: null, survival_days: null, 'probability of yes': null }),
    'negative times': every({ survival_days: -3 }),
  };
  describe.each(statistics)('$id', (statistic) => {
    it.each(Object.entries(badTables))('takes a table with %s, or says why not', (_, rows) => {
      const ids = {
        subjects: Int32Array.from(rows, (_row, i) => i + 1),
        patients: Int32Array.from(rows, (_row, i) => i + 1),
      };
      const table = tableFromRecords(rows, ids);
      const offered = statistic.suggest(tableFromRecords(good, ids));
      const quick = Object.keys(statistic.params.shape).includes('resamples') ? { resamples: 99 } : {};
      try {
        const { values } = statistic.compute(table, { ...offered, ...quick }, context);
        for (const { quantity } of values) {
          if ('unavailable' in quantity) expect(quantity.unavailable).toMatch(/\S/);
        }
      } catch (error) {
        expect(error, String(error)).toBeInstanceOf(AppError);
        expect((error as AppError).code).toBe('invalid-input');
        expect((error as AppError).message).toMatch(/^[A-Z\d“"].*[.?]$/s);
      }
    });
  });
});
