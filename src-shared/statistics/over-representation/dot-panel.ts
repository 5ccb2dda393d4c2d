import type { PanelInput } from '../../figure.ts';
import { axisNames } from './set-name.ts';

interface SetDot {
  readonly name: string;
  readonly x: number;
  readonly size: number;
  /** A p or q value. */
  readonly value: number;
}

/** Gene sets from top to bottom: position by `x`, area by size, colour by a p value, the darker the smaller. */
export function dotPanel(
  sets: readonly SetDot[],
  labels: { readonly x: string; readonly size: string; readonly colour: string },
): PanelInput {
  const sizes = sets.map(({ size }) => size);
  const largest = Math.max(...sets.map(({ value }) => value));
  return {
    id: 'sets',
    x: { label: labels.x },
    y: { label: '', scale: 'category', categories: axisNames(sets.map(({ name }) => name)) },
    series: [
      {
        mark: 'dots',
        id: 'sets',
        label: 'Gene sets',
        colour: 0,
        points: sets.map(({ x, size, value, name }, rank) => ({ x, y: rank, size, value, name })),
      },
    ],
    frame: 'box',
    colourScale: { name: 'sequential', domain: [Math.max(0.05, Math.min(1, largest)), 0], label: labels.colour },
    sizeScale: { label: labels.size, sizes: legendSizes(Math.min(...sizes), Math.max(...sizes)) },
    legend: false,
  };
}

/** The ends and the middle, without repeats. */
function legendSizes(least: number, most: number): number[] {
  return [...new Set([least, Math.round((least + most) / 2), most])];
}

/** Instead of a plot that would be empty: a frame that says why it is. */
export const emptyPanel = (reason: string): PanelInput => ({
  id: 'sets',
  x: { label: '', domain: [0, 1], ticks: [] },
  y: { label: '', domain: [0, 1], ticks: [] },
  series: [],
  frame: 'box',
  legend: false,
  notes: { corner: 'top-left', lines: wrapped(reason) },
});

const lineLength = 90;

function wrapped(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) as string;
    if (line !== '' && line.length + word.length >= lineLength) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
