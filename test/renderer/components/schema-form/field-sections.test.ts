import { expect, test } from 'vitest';
import { z } from 'zod';
import { fieldSections } from '#renderer/components/schema-form/field-sections.ts';
import { missingFields, schemaFields } from '#renderer/components/schema-form/schema-fields.ts';
import { statistics } from '#shared/statistics/statistics.ts';

const fieldsOf = (id: string) => {
  const statistic = statistics.find((candidate) => candidate.id === id)!;
  return schemaFields(z.toJSONSchema(statistic.params, { io: 'input' }) as Record<string, unknown>);
};
const names = (fields: readonly { name: string }[]) => fields.map(({ name }) => name);

test('a short form is shown whole', () => {
  const fields = fieldsOf('roc').slice(0, 12);
  expect(fieldSections(fields)).toEqual({ main: fields, more: [] });
});

test('the method of a long form stands behind more options, data and subset in sight', () => {
  const { main, more } = fieldSections(fieldsOf('kaplan-meier'));
  expect(names(main)).toEqual(expect.arrayContaining(['time', 'event', 'group', 'subsetColumn', 'subsetValue']));
  expect(names(more)).toEqual(expect.arrayContaining(['equalScores', 'test', 'band', 'level', 'convention']));
});

test.each(['compare-models', 'data-efficiency'])('the numbers of the study stay easy to find in %s', (id) => {
  expect(names(fieldSections(fieldsOf(id)).main)).toContain('showStudy');
});

test.each(statistics.map(({ id }) => id))(
  'of %s every field is in one section, and the first one is never bare',
  (id) => {
    const fields = fieldsOf(id);
    const { main, more } = fieldSections(fields);
    expect(names([...main, ...more]).toSorted()).toEqual(names(fields).toSorted());
    if (fields.length > 0) expect(main.length).toBeGreaterThanOrEqual(Math.min(fields.length, 4));
    expect(main.length).toBeLessThanOrEqual(20);
  },
);

test.each(statistics.map((statistic) => [statistic.id, statistic] as const))(
  'what must be filled in %s is never hidden',
  (id, statistic) => {
    const schema = z.toJSONSchema(statistic.params, { io: 'input' }) as Record<string, unknown>;
    const defaults = Object.fromEntries(
      Object.entries((schema['properties'] ?? {}) as Record<string, { default?: unknown }>).flatMap(
        ([name, { default: value }]) => (value === undefined ? [] : [[name, value] as const]),
      ),
    );
    const required = missingFields(schema, defaults);
    expect(fieldSections(fieldsOf(id)).more.filter(({ label }) => required.includes(label))).toEqual([]);
  },
);
