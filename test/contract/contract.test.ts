import { describe, expect, it, test } from 'vitest';
import { createSwitchboard } from '#main/switchboard.ts';
import { type CallName, contract, type EventName, events } from '#shared/contract/contract.ts';
import { allPayloads } from './all-payloads.ts';
import type { Direction } from './payload.ts';
import { eventPayloads } from './payloads/events.ts';

const callNames = Object.keys(contract) as CallName[];
const eventNames = Object.keys(events) as EventName[];
const viaJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

test('every call and event has payloads here, and no payload is of a call that is gone', () => {
  expect(Object.keys(allPayloads).sort()).toEqual([...callNames].sort());
  expect(Object.keys(eventPayloads).sort()).toEqual([...eventNames].sort());
});

test('names are `domain.verb`', () => {
  for (const name of [...callNames, ...eventNames]) expect(name).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/);
});

const directions: [label: string, schema: (typeof contract)[CallName]['input'], direction: Direction][] = [
  ...callNames.map((name) => [`${name} input`, contract[name].input, allPayloads[name].input] as const),
  ...callNames.map((name) => [`${name} output`, contract[name].output, allPayloads[name].output] as const),
  ...eventNames.map((name) => [`${name} event`, events[name], eventPayloads[name]] as const),
].map(([label, schema, direction]) => [label, schema as (typeof contract)[CallName]['input'], direction]);

describe.each(directions)('%s', (_, schema, { valid, refused }) => {
  it('takes what is valid, and JSON carries it unchanged', () => {
    expect(valid.length).toBeGreaterThan(0);
    for (const payload of valid) {
      const parsed: unknown = schema.parse(payload);
      expect(viaJson(parsed)).toEqual(parsed);
      expect(schema.parse(viaJson(parsed))).toEqual(parsed);
    }
  });

  it('refuses what is not', () => {
    expect(refused.length).toBeGreaterThan(0);
    for (const payload of refused) {
      expect(schema.safeParse(payload).success, `accepted ${JSON.stringify(payload)?.slice(0, 200)}`).toBe(false);
    }
  });

  it('refuses a value of a wrong kind in each field', () => {
    for (const payload of valid) {
      if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) continue;
      for (const key of Object.keys(payload).filter((name) => !anyValue.has(name))) {
        const spoilt = { ...payload, [key]: Symbol('wrong') };
        expect(schema.safeParse(spoilt).success, `accepted a symbol as ${key}`).toBe(false);
      }
    }
  });
});

/** Fields of the audit that hold whatever was edited. */
const anyValue = new Set(['before', 'after']);

test('the switchboard lets no refused input reach a handler', async () => {
  const reached: string[] = [];
  const handlers = Object.fromEntries(callNames.map((name) => [name, () => void reached.push(name)]));
  const switchboard = createSwitchboard(handlers as never, null);
  for (const name of callNames) {
    for (const payload of allPayloads[name].input.refused) {
      expect(await switchboard.call(name, payload)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    }
  }
  expect(reached).toEqual([]);
});
