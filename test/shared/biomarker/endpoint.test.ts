import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointTargets } from '#shared/biomarker/endpoint.ts';
import type { EndpointDefinition } from '#shared/domain/entities.ts';

const alive: EndpointDefinition = {
  kind: 'alive-at',
  timeColumn: 'days',
  eventColumn: 'dead',
  eventValue: '1',
  timeUnit: 'days',
  horizonDays: 730,
};

describe('endpointTargets', () => {
  it('takes a patient censored at day 20 as neither alive nor dead at two years', () => {
    const { targets, reasons, classes } = endpointTargets(alive, [{ days: 20, dead: 0 }]);
    expect(classes).toEqual(['dead', 'alive']);
    expect([...targets]).toEqual([-1]);
    expect(reasons).toEqual(['censored before day 730']);
  });

  it('takes alive-at exactly: death at the horizon is dead, censoring at it is alive', () => {
    const rows = [
      { days: 729, dead: 1 },
      { days: 730, dead: 1 },
      { days: 731, dead: 1 },
      { days: 729, dead: 0 },
      { days: 730, dead: 0 },
      { days: 5000, dead: 0 },
    ];
    expect([...endpointTargets(alive, rows).targets]).toEqual([0, 0, 1, -1, 1, 1]);
  });

  it('converts units, understands booleans and numbers as text, and leaves out what is missing', () => {
    const years = { ...alive, timeUnit: 'years' as const, horizonDays: 730.5 };
    const { targets, reasons } = endpointTargets(years, [
      { days: 2, dead: false },
      { days: '1.5', dead: true },
      { days: null, dead: 1 },
      { days: 3 },
      { days: -1, dead: 1 },
      { days: 'soon', dead: 1 },
    ]);
    expect([...targets]).toEqual([1, 0, -1, -1, -1, -1]);
    expect(reasons.slice(2)).toEqual([
      'no value of days',
      'no value of dead',
      'days is not a time of 0 or more',
      'days is not a time of 0 or more',
    ]);
  });

  it('never labels a patient without an event and with follow-up below the horizon', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 729.99, noNaN: true }), (days) => {
        expect(endpointTargets(alive, [{ days, dead: 0 }]).targets[0]).toBe(-1);
      }),
    );
  });

  it('groups values of a column into a positive class; a missing value is not negative', () => {
    const definition: EndpointDefinition = { kind: 'binary', column: 'malignancy', positive: ['4', '5'] };
    const { targets, classes } = endpointTargets(definition, [
      { malignancy: 5 },
      { malignancy: '4.0' },
      { malignancy: 2 },
      { malignancy: null },
      {},
    ]);
    expect(classes).toEqual(['not 4 or 5', '4 or 5']);
    expect([...targets]).toEqual([1, 1, 0, -1, -1]);
  });

  it('keeps the classes of a categorical endpoint in the order given, and no others', () => {
    const definition: EndpointDefinition = { kind: 'categorical', column: 'type', classes: ['lung', 'bone', 'liver'] };
    const { targets, reasons } = endpointTargets(definition, [{ type: 'liver' }, { type: ' lung ' }, { type: 'skin' }]);
    expect([...targets]).toEqual([2, 0, -1]);
    expect(reasons[2]).toBe('a value of type that is none of the classes');
  });
});
