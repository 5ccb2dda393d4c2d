import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { missingFields, schemaFields } from '#renderer/components/schema-form/schema-fields.ts';
import { statistics } from '#shared/statistics/statistics.ts';

const schemaOf = (params: z.ZodType) => z.toJSONSchema(params, { io: 'input' }) as Record<string, unknown>;

const params = z.object({
  time: z.string().min(1).meta({ title: 'Time', description: 'Follow-up.', column: 'number' }),
  event: z.string().min(1).meta({ column: 'any' }),
  eventValue: z.string().default('1').meta({ valueOf: 'event' }),
  group: z.string().default('').meta({ column: 'any' }),
  threshold: z.number().nullable().default(null),
  resamples: z.number().int().min(100).max(99_999).default(9999),
  level: z.number().gt(0.5).lt(1).default(0.95),
  test: z.enum(['log-rank', 'gehan']).default('log-rank'),
  smooth: z.boolean().default(false),
  times: z.array(z.number()).default([]),
  scores: z.array(z.string().meta({ column: 'number' })).default([]),
  note: z.string().default(''),
});

describe('schemaFields', () => {
  const fields = schemaFields(schemaOf(params));
  const byName = Object.fromEntries(fields.map((field) => [field.name, field]));

  it('keeps the order of the schema', () => {
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(params.shape));
  });

  it('takes title and description, and makes a label of a name without a title', () => {
    expect(byName.time).toMatchObject({ label: 'Time', description: 'Follow-up.' });
    expect(byName.eventValue).toMatchObject({ label: 'Event value', description: '' });
  });

  it('tells every kind of field', () => {
    expect(fields.map(({ kind }) => kind)).toEqual([
      'column',
      'column',
      'value',
      'column',
      'number',
      'number',
      'number',
      'choice',
      'boolean',
      'list',
      'columns',
      'text',
    ]);
    expect(byName.time).toMatchObject({ accepts: 'number' });
    expect(byName.eventValue).toMatchObject({ ofField: 'event' });
    expect(byName.test).toMatchObject({ options: ['log-rank', 'gehan'] });
    expect(byName.times).toMatchObject({ of: 'number' });
  });

  it('reads limits, and takes the limits of safe integers for none', () => {
    expect(byName.resamples).toMatchObject({ integer: true, minimum: 100, maximum: 99_999 });
    expect(byName.level).toMatchObject({ integer: false, minimum: 0.5, maximum: 1 });
    expect(schemaFields(schemaOf(z.object({ seed: z.number().int().min(0) })))[0]).toMatchObject({
      minimum: 0,
      maximum: null,
    });
  });

  it('knows what an emptied field stands for', () => {
    expect(byName.threshold?.empty).toBeNull();
    expect(byName.group?.empty).toBe('');
    expect(byName.time?.empty).toBeUndefined();
  });
});

describe('missingFields', () => {
  const schema = schemaOf(params);
  const defaults = {
    eventValue: '1',
    resamples: 9999,
    level: 0.95,
    test: 'log-rank',
    smooth: false,
    times: [],
    scores: [],
  };

  it('names what must be filled and is not', () => {
    expect(missingFields(schema, { ...defaults, event: 'died' })).toEqual(['Time']);
  });
  it('does not ask for what may be empty', () => {
    expect(missingFields(schema, { ...defaults, time: 'days', event: 'died' })).toEqual([]);
  });
});

describe('the statistics of the shelf', () => {
  it.each(statistics.map((statistic) => [statistic.id, statistic] as const))(
    '%s: every field has a form control, a title and a description',
    (_, statistic) => {
      for (const field of schemaFields(schemaOf(statistic.params))) {
        expect(field.description, field.name).not.toBe('');
        if (field.kind === 'value') expect(Object.keys(statistic.params.shape)).toContain(field.ofField);
      }
    },
  );
});
