import { expect, test } from 'vitest';
import { paperStyle } from '#renderer/figures/drawing-style.ts';
import { markData } from '#renderer/figures/mark-data.ts';
import { readPanel } from '#renderer/figures/nearest-datum.ts';
import { plotScale } from '#renderer/figures/plot-geometry.ts';
import { survivalFigure } from './sample-figures.ts';

const panel = survivalFigure.panels[0]!;
const scale = plotScale(
  { x: 0, y: 0, width: 800, height: 400 },
  { axis: panel.x, domain: [0, 8] },
  { axis: panel.y, domain: [0, 1] },
);
const nothing = new Set<string>();
const space = { panel, scale, style: paperStyle };
const data = markData(space, { x: 0, y: 0, width: 800, height: 400 }, nothing);

test('a pointer on a censoring tick reads its lesion', () => {
  const [first] = panel.series;
  if (first?.mark !== 'step') throw new Error('The sample has changed.');
  const tick = first.censored[0]!;
  const read = readPanel(space, data, { x: scale.x(tick.x) + 2, y: scale.y(tick.y) - 2 }, nothing);
  expect(read?.subject).toBe(40);
  expect(read?.rows).toEqual([{ label: 'Score < 0.5', colour: 0, text: 'censored' }]);
});

test('elsewhere it reads every curve that is shown, with its interval', () => {
  const read = readPanel(space, data, { x: scale.x(2.1), y: 10 }, nothing);
  expect(read?.heading).toBe('Time 2 years');
  expect(read?.rows.map((row) => row.text)).toEqual(['0.819 (0.787 to 0.852)', '0.549 (0.487 to 0.619)']);
  expect(read?.subject).toBeNull();
  const one = readPanel(space, data, { x: scale.x(2.1), y: 10 }, new Set(['group-0']));
  expect(one?.rows.map((row) => row.label)).toEqual(['Score ≥ 0.5']);
});

test('beyond the curves there is nothing to read', () => {
  expect(readPanel(space, data, { x: scale.x(8) + 40, y: 10 }, nothing)).toBeNull();
});
