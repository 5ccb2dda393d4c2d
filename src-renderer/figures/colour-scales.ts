import type { ColourScale } from '#shared/figure.ts';
import { contrast, type Oklab, oklabOf, parseHex, rgbOfOklab } from './oklab.ts';

/**
 * The way of each coloured scale through colour, from low to high. Between the anchors it goes straight in Oklab, and lightness
 * rises or falls evenly from end to end, so that equal steps look equal, also without colour. `sequential` ends pale so
 * that zero recedes into paper; `saliency` (black, violet, vermillion, yellow) is read on top of or beside grey images;
 * `diverging` puts the palette's blue and vermillion about a near-white middle.
 */
const anchors: Record<Exclude<ColourScale['name'], 'grey'>, readonly string[]> = {
  sequential: ['#f4f8e4', '#a3d9c0', '#45a7c4', '#2f63ae', '#2a1d63'],
  diverging: ['#00457c', '#2f8ac4', '#f5f4f2', '#e0762f', '#8a2f00'],
  saliency: ['#04030f', '#4a1a7c', '#b32e62', '#f07c2c', '#fbe98a'],
};

const steps = 256;
const tables = new Map<ColourScale['name'], Uint8ClampedArray>();

/** 256 colours from low to high: red, green, blue of the first, of the second, .. */
export function colourTable(name: ColourScale['name']): Uint8ClampedArray {
  const known = tables.get(name);
  if (known) return known;
  const table = new Uint8ClampedArray(steps * 3);
  tables.set(name, table);
  if (name === 'grey') {
    // As displays show CT: even in sRGB, which keeps what is dark apart better than Oklab does.
    for (let i = 0; i < steps; i++) table.fill(i, i * 3, i * 3 + 3);
    return table;
  }
  const path = anchors[name].map(oklabOf);
  const halves = name === 'diverging' ? [path.slice(0, 3), path.slice(2)] : [path];
  for (let i = 0; i < steps; i++) {
    const share = (i / (steps - 1)) * halves.length;
    const half = Math.min(halves.length - 1, Math.floor(share));
    table.set(rgbOfOklab(evenly(halves[half]!, share - half)), i * 3);
  }
  return table;
}

/** The point of a path whose lightness lies at `share` between those of its ends. */
function evenly(path: readonly Oklab[], share: number): Oklab {
  const [first, last] = [path[0]!, path.at(-1)!];
  const lightness = first[0] + share * (last[0] - first[0]);
  const before = path.findLastIndex((point, i) => i < path.length - 1 && isBetween(first[0], point[0], lightness));
  const [low, high] = [path[Math.max(0, before)]!, path[Math.max(0, before) + 1]!];
  const t = Math.min(1, Math.max(0, (lightness - low[0]) / (high[0] - low[0])));
  return [lightness, low[1] + t * (high[1] - low[1]), low[2] + t * (high[2] - low[2])];
}

const isBetween = (start: number, value: number, end: number): boolean => (value - start) * (end - value) >= 0;

/** Row of the colour table for a value; beyond the domain the end. A domain may run downwards. */
export function colourIndex({ domain: [low, high] }: Pick<ColourScale, 'domain'>, value: number): number {
  const share = high === low ? 0.5 : (value - low) / (high - low);
  return Math.round(Math.min(1, Math.max(0, share)) * (steps - 1));
}

const rgbAt = (scale: ColourScale, value: number): readonly [number, number, number] => {
  const start = colourIndex(scale, value) * 3;
  const table = colourTable(scale.name);
  return [table[start]!, table[start + 1]!, table[start + 2]!];
};

export const colourOf = (scale: ColourScale, value: number): string =>
  `#${rgbAt(scale, value)
    .map((channel) => channel.toString(16).padStart(2, '0'))
    .join('')}`;

/** Black or white, whichever is read better on the colour of a value. */
export const inkOn = (scale: ColourScale, value: number): string => {
  const background = rgbAt(scale, value);
  return contrast(background, parseHex('#000000')) >= contrast(background, parseHex('#ffffff')) ? '#000000' : '#ffffff';
};
