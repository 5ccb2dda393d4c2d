import { expect, test } from 'vitest';
import { isInside } from '#renderer/figures/lasso.ts';

const square = [
  { x: 0, y: 0 },
  { x: 10, y: 0 },
  { x: 10, y: 10 },
  { x: 0, y: 10 },
];

test('a point lies in a polygon by the even-odd rule', () => {
  expect(isInside(square, { x: 5, y: 5 })).toBe(true);
  expect(isInside(square, { x: 11, y: 5 })).toBe(false);
  expect(isInside(square, { x: 5, y: -1 })).toBe(false);
});

test('the dent of a concave line is outside', () => {
  const dented = [...square.slice(0, 3), { x: 5, y: 2 }, square[3]!];
  expect(isInside(dented, { x: 5, y: 8 })).toBe(false);
  expect(isInside(dented, { x: 5, y: 1 })).toBe(true);
});

test('a click that moved nowhere holds nothing', () => {
  expect(isInside([{ x: 5, y: 5 }], { x: 5, y: 5 })).toBe(false);
  expect(isInside(square.slice(0, 2), { x: 5, y: 0 })).toBe(false);
});
