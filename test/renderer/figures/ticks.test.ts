import { expect, test } from 'vitest';
import { axisDomain, axisTicks, linearTicks, logTicks, readableNumber, tickLabels } from '#renderer/figures/ticks.ts';
import type { Axis } from '#shared/figure.ts';

const linear: Axis = { label: '', scale: 'linear' };
const log: Axis = { label: '', scale: 'log' };

test('ticks are multiples of 1, 2, 2.5 or 5 inside the limits, without floating dust', () => {
  expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(linearTicks(0, 1, 4)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(linearTicks(-0.3, 0.31, 6)).toEqual([-0.2, 0, 0.2]);
  expect(linearTicks(0.1, 0.7, 6)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
  expect(linearTicks(3, 3, 5)).toEqual([3]);
});

test('limits widen to whole steps, unless the axis names its own', () => {
  expect(axisDomain(linear, [0.03, 0.97], 5)).toEqual([0, 1]);
  expect(axisDomain(linear, [12, 12], 5)).toEqual([6, 18]);
  expect(axisDomain({ ...linear, domain: [0.5, 1] }, [0, 9], 5)).toEqual([0.5, 1]);
  expect(axisDomain({ ...linear, scale: 'category', categories: ['a', 'b', 'c'] }, [0, 1], 5)).toEqual([-0.5, 2.5]);
});

test('log axes end at round numbers and count in decades, or by 1, 2, 5 where narrow', () => {
  expect(axisDomain(log, [1.1, 2.1], 5)).toEqual([1, 3]);
  expect(axisDomain(log, [0.41, 2.3], 5)).toEqual([0.4, 3]);
  expect(logTicks(0.4, 3)).toEqual([0.5, 1, 2]);
  expect(logTicks(0.8, 1.25)).toEqual([0.8, 1, 1.2]);
  expect(axisDomain(log, [3e-6, 400], 5)).toEqual([1e-6, 1000]);
  expect(logTicks(1, 5)).toEqual([1, 2, 5]);
  expect(logTicks(1e-6, 1e3)).toHaveLength(10);
  expect(tickLabels(log, [1e-6, 1, 1000])).toEqual(['10^{−6}', '10^{0}', '10^{3}']);
  expect(tickLabels(log, [0.5, 1, 2])).toEqual(['0.5', '1', '2']);
});

test('ticks that an axis names are kept where they lie inside its limits', () => {
  expect(axisTicks({ ...linear, ticks: [0, 2, 4, 6] }, [0, 5], 5)).toEqual([0, 2, 4]);
});

test('labels have equally many decimals, a true minus and thin spaces between thousands', () => {
  expect(tickLabels(linear, [-0.5, 0, 0.25])).toEqual(['−0.50', '0.00', '0.25']);
  expect(tickLabels(linear, [0, 5000, 10_000])).toEqual(['0', '5000', '10\u2009000']);
  expect(tickLabels(linear, [0, 0.0002])).toEqual(['0', '2 × 10^{−4}']);
});

test('numbers for reading keep three digits', () => {
  expect([0.123456, 1234.56, -0.00001234, 12, 0.4].map(readableNumber)).toEqual([
    '0.123',
    '1235',
    '−1.23e−5',
    '12',
    '0.4',
  ]);
});
