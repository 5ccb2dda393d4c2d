import { expect, test } from 'vitest';
import { type Measure, measureRuns, textRuns, wrapText } from '#renderer/figures/text-runs.ts';

/** Every letter is half as wide as its size. */
const measure: Measure = (text, size) => (text.length * size) / 2;

const shown = (text: string) =>
  textRuns(text).map(
    ({ text: piece, italic, superscript, shift }) => `${italic ? '/' : ''}${superscript ? '^' : ''}${shift}:${piece}`,
  );

test('statistical symbols before a number are italic, words are not', () => {
  expect(shown('P = 0.003, n = 12')).toEqual(['/0:P', '0: = 0.003, ', '/0:n', '0: = 12']);
  expect(shown('Group P and Cap = 3')).toEqual(['0:Group P and Cap = 3']);
});

test('raised text goes up and what follows comes down again', () => {
  expect(shown('10^{−4} mm')).toEqual(['0:10', '^-1:−4', '1: mm']);
});

test('raised text counts with its smaller size', () => {
  expect(measureRuns('10^{−4}', 10, measure)).toBeCloseTo(10 + 7, 10);
});

test('lines break at spaces, never between a sign of comparison and its number', () => {
  expect(wrapText('low score (< 0.53) here', 50, 10, measure)).toEqual(['low score', '(< 0.53)', 'here']);
  expect(wrapText('unbreakable', 10, 10, measure)).toEqual(['unbreakable']);
});
