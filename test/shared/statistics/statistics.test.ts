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
        expect(['string', 'number', 'integer', 'boolean']).toContain(types[0]);
        expect(types.slice(1)).toEqual(types.length > 1 ? ['null'] : []);
        if ('column' in property) expect(['number', 'any']).toContain(property['column']);
      }
    },
  );

  it.each(statistics)('$id: wrong parameters are invalid input, field by field', (statistic) => {
    const table = tableFromRecords([{ a: 1 }]);
    try {
      statistic.compute(table, { level: 7, time: 3 }, context);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).code).toBe('invalid-input');
      expect((error as AppError).issues?.map(({ path }) => path)).toContain('level');
    }
  });

  it.each(statistics)('$id: suggests nothing wrong for a table without fitting columns', (statistic) => {
    expect(() => statistic.suggest(tableFromRecords([{ note: 'x' }, { note: 'y' }]))).not.toThrow();
  });
});
