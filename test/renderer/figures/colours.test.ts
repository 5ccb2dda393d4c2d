import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { colourOf, colourTable, inkOn } from '#renderer/figures/colour-scales.ts';
import { contrast, oklabOf, parseHex, rgbOfOklab } from '#renderer/figures/oklab.ts';
import { paperColours } from '#renderer/figures/palette.ts';
import { colourScaleNames } from '#shared/figure.ts';

const hexOf = (rgb: readonly number[]) => `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

/**
 * sRGB as people without one kind of cone see it (Vienot, Brettel & Mollon 1999 for red and green, with the matrices of
 * Machado, Oliveira & Fernandes 2009 at full severity), in linear light.
 */
const blindness = {
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

function seenBy(matrix: readonly number[], hex: string): string {
  const linear = parseHex(hex).map((channel) => (channel / 255) ** 2.2);
  const seen = [0, 3, 6].map((row) => [0, 1, 2].reduce((sum, k) => sum + matrix[row + k]! * linear[k]!, 0));
  return hexOf(seen.map((value) => Math.round(Math.min(1, Math.max(0, value)) ** (1 / 2.2) * 255)));
}

const css = readFileSync(join(import.meta.dirname, '../../../src-renderer/figures/figures.css'), 'utf8');
const dark = /\[data-mantine-color-scheme="dark"\] \.figure \{([^}]*)\}/.exec(css)?.[1] ?? '';
const values = new Map([...dark.matchAll(/--figure-([\w-]+): (#[0-9a-f]{6})/g)].map((match) => [match[1]!, match[2]!]));
const darkColours = paperColours.map((_, i) => values.get(`colour-${i}`) ?? '');

const distance = (a: string, b: string) => Math.hypot(...oklabOf(a).map((value, i) => value - oklabOf(b)[i]!));

test('Oklab knows black, white and the way back', () => {
  expect(oklabOf('#ffffff')[0]).toBeCloseTo(1, 4);
  expect(oklabOf('#000000')[0]).toBeCloseTo(0, 6);
  // Ottosson's own example: sRGB red is L 0.628, a 0.225, b 0.126.
  expect(oklabOf('#ff0000').map((value) => Number(value.toFixed(3)))).toEqual([0.628, 0.225, 0.126]);
  for (const colour of paperColours) expect(hexOf(rgbOfOklab(oklabOf(colour)))).toBe(colour);
  expect(contrast([0, 0, 0], [255, 255, 255])).toBe(21);
});

describe.each(Object.entries(blindness))('%s', (_kind, matrix) => {
  test.each([
    ['on paper', paperColours],
    ['in the dark theme', darkColours],
  ] as const)('the eight colours %s stay apart', (_where, colours) => {
    colours.forEach((a, i) => {
      for (const b of colours.slice(i + 1)) {
        expect.soft(distance(seenBy(matrix, a), seenBy(matrix, b)), `${a} and ${b}`).toBeGreaterThan(0.06);
      }
    });
  });

  test.each(['sequential', 'saliency', 'grey'] as const)(
    'the scale %s still gets lighter or darker all the way',
    (name) => {
      const lightness = Array.from(
        { length: 33 },
        (_, i) => oklabOf(seenBy(matrix, colourOf({ name, domain: [0, 32] }, i)))[0],
      );
      const steps = lightness.slice(1).map((value, i) => value - lightness[i]!);
      expect(steps.every((step) => step > 0) || steps.every((step) => step < 0)).toBe(true);
    },
  );
});

test('in the dark theme of the app every colour stands out from its ground, and text is read', () => {
  const surface = parseHex(values.get('surface')!);
  expect(contrast(parseHex(values.get('ink')!), surface)).toBeGreaterThan(7);
  for (const colour of darkColours) expect.soft(contrast(parseHex(colour), surface), colour).toBeGreaterThan(4.5);
});

test.each(colourScaleNames.filter((name) => name !== 'grey'))('the lightness of %s changes evenly', (name) => {
  const table = colourTable(name);
  const lightness = Array.from({ length: 256 }, (_, i) => oklabOf(hexOf([...table.subarray(i * 3, i * 3 + 3)]))[0]);
  const halves = name === 'diverging' ? [lightness.slice(0, 128), lightness.slice(128)] : [lightness];
  for (const half of halves) {
    const even = half.map((_, i) => half[0]! + ((half.at(-1)! - half[0]!) * i) / (half.length - 1));
    const worst = Math.max(...half.map((value, i) => Math.abs(value - even[i]!)));
    expect(worst).toBeLessThan(0.015);
  }
});

test('values beyond the domain take the end, and a domain may run downwards', () => {
  const scale = { name: 'grey' as const, domain: [0, 1] as [number, number] };
  expect([colourOf(scale, -5), colourOf(scale, 7)]).toEqual(['#000000', '#ffffff']);
  expect(colourOf({ name: 'grey', domain: [1, 0] }, 1)).toBe('#000000');
});

test.each(colourScaleNames)('text on %s is read: contrast of 4.5 everywhere', (name) => {
  const scale = { name, domain: [0, 100] as [number, number] };
  for (let value = 0; value <= 100; value++) {
    const background = parseHex(colourOf(scale, value));
    expect.soft(contrast(background, parseHex(inkOn(scale, value)))).toBeGreaterThan(4.5);
  }
});
