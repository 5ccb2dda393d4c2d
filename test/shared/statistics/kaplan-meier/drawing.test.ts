import { describe, expect, it } from 'vitest';
import { roundTicks } from '#shared/statistics/kaplan-meier/drawing.ts';

describe('roundTicks', () => {
  it.each([
    [23, 'days', [0, 5, 10, 15, 20]],
    [4454, 'days', [0, 1000, 2000, 3000, 4000]],
    [9.58, 'years', [0, 2, 4, 6, 8]],
    [0.3, 'years', [0, 0.1, 0.2, 0.3]],
    [60, 'months', [0, 12, 24, 36, 48, 60]],
    [20, 'months', [0, 6, 12, 18]],
    [0, 'days', [0]],
  ] as const)('of %f %s', (end, unit, ticks) => expect(roundTicks(end, unit)).toEqual(ticks));
});
