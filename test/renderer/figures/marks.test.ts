import { expect, test } from 'vitest';
import { beeswarm } from '#renderer/figures/beeswarm.ts';
import { paperStyle, pixelsOfMm } from '#renderer/figures/drawing-style.ts';
import { layoutFlow } from '#renderer/figures/layout-flow.ts';
import { layoutPanel } from '#renderer/figures/layout-panel.ts';
import { barRects, dotRadius, type MarkSpace, placedIntervals } from '#renderer/figures/mark-geometry.ts';
import { overlaps } from '#renderer/figures/plot-geometry.ts';
import { resample } from '#renderer/figures/raster-image.ts';
import { seriesLooks } from '#renderer/figures/series-looks.ts';
import type { Measure } from '#renderer/figures/text-runs.ts';
import { completeFigure, type Panel, panelSchema } from '#shared/figure.ts';
import { figurePresetIds, figurePresets, presetSize } from '#shared/figure-presets.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { consort, enrichment } from '#test/reference/figures/biology-and-flow.ts';
import { aucBars, singleBars } from '#test/reference/figures/classification.ts';
import { forest } from '#test/reference/figures/survival.ts';

const measure: Measure = (text, size) => text.length * size * 0.5;
const context = { style: paperStyle, measure };

function laidOut(panel: Panel, widthMm = 89, heightMm = 70) {
  const layout = layoutPanel(panel, { width: pixelsOfMm(widthMm), height: pixelsOfMm(heightMm) }, null, context);
  const space: MarkSpace = { panel, scale: layout.scale, style: paperStyle };
  return { layout, space };
}

test('a swarm covers no point, stays within its width, and is the same every time', () => {
  const random = createRandom(3);
  const positions = Array.from({ length: 60 }, () => random() * 200);
  const offsets = beeswarm(positions, 2, 40);
  positions.forEach((position, i) => {
    expect(Math.abs(offsets[i]!)).toBeLessThanOrEqual(40);
    for (let k = 0; k < i; k++) {
      expect(Math.hypot(position - positions[k]!, offsets[i]! - offsets[k]!)).toBeGreaterThanOrEqual(4 - 1e-9);
    }
  });
  expect(beeswarm(positions, 2, 40)).toEqual(offsets);
});

test('points that cannot swarm in their width, or are many, are spread within it', () => {
  expect(Math.max(...beeswarm(Array(100).fill(5), 2, 10).map(Math.abs))).toBeLessThanOrEqual(10);
  const many = beeswarm(
    Array.from({ length: 5000 }, (_, i) => i / 50),
    1,
    12,
  );
  expect(Math.max(...many)).toBeGreaterThan(8);
  expect(Math.min(...many)).toBeLessThan(-8);
});

test('bars that share a category stand side by side; bars that do not each have the middle of theirs', () => {
  const grouped = laidOut(aucBars.panels[0]!);
  const rects = aucBars.panels[0]!.series.flatMap((series) =>
    series.mark === 'bars' ? barRects(series, grouped.space) : [],
  );
  rects.forEach((a, i) => {
    for (const b of rects.slice(i + 1)) expect(overlaps({ ...a, width: a.width - 0.01 }, b)).toBe(false);
  });
  const single = laidOut(singleBars.panels[0]!);
  singleBars.panels[0]!.series.forEach((series, i) => {
    if (series.mark !== 'bars') throw new Error('The sample has changed.');
    const [rect] = barRects(series, single.space);
    expect(rect!.x + rect!.width / 2).toBeCloseTo(single.layout.scale.x(i), 6);
  });
});

test('brackets stand above the bars and intervals they span and above each other', () => {
  const { layout } = laidOut(singleBars.panels[0]!, 89, 65);
  const bars = layout.lines.map(({ points }) => ({ left: points[1]!.x, right: points[2]!.x, y: points[1]!.y }));
  expect(bars).toHaveLength(4);
  const highest = layout.scale.y(0.834);
  for (const { y } of bars.filter(({ left, right }) => left < layout.scale.x(1) && right > layout.scale.x(1))) {
    expect(y).toBeLessThan(highest);
  }
  bars.forEach((a, i) => {
    for (const b of bars.slice(i + 1)) {
      const apart = a.right <= b.left || b.right <= a.left;
      expect(apart || Math.abs(a.y - b.y) > paperStyle.sizes.text).toBe(true);
    }
  });
  expect(Math.min(...layout.texts.map((text) => text.y - text.size * 0.8))).toBeGreaterThanOrEqual(-0.5);
});

test('the area of a square follows its weight, that of a dot its size', () => {
  const { space } = laidOut(forest.panels[0]!, 136, 74);
  const [series] = forest.panels[0]!.series;
  if (series?.mark !== 'intervals') throw new Error('The sample has changed.');
  const placed = placedIntervals(series, space);
  const [male, stage3] = [placed[1]!, placed[5]!];
  expect(male.radius ** 2 / stage3.radius ** 2).toBeCloseTo(289 / 176, 6);
  const radius = dotRadius(laidOut(enrichment.panels[0]!, 136, 95).space);
  expect(radius(20) ** 2 / radius(5) ** 2).toBeCloseTo(4, 6);
});

test('the ninth series has the colour of the first and another sign', () => {
  const panel = panelSchema.parse({
    id: 'p',
    x: { label: 'x' },
    y: { label: 'y' },
    series: Array.from({ length: 10 }, (_, i) => [
      {
        mark: 'points',
        id: `p${i}`,
        label: `${i}`,
        colour: i % 8,
        points: Array.from({ length: 60 }, (_, k) => ({ x: k, y: i })),
      },
      { mark: 'line', id: `l${i}`, label: `${i}`, colour: i % 8, points: [{ x: 0, y: i }] },
    ]).flat(),
  });
  const looks = seriesLooks(panel, paperStyle);
  expect(looks.get('p8')).toMatchObject({ colour: looks.get('p0')!.colour });
  expect(looks.get('p8')!.marker).not.toBe(looks.get('p0')!.marker);
  expect(looks.get('l8')!.dashes).not.toEqual(looks.get('l0')!.dashes);
  for (const kind of ['p', 'l']) {
    const ofKind = [...looks].filter(([id]) => id.startsWith(kind)).map(([, look]) => JSON.stringify(look));
    expect(new Set(ofKind).size).toBe(10);
  }
});

test('few points are told apart by shape as well as by colour', () => {
  const panel = panelSchema.parse({
    id: 'p',
    x: { label: 'x' },
    y: { label: 'y' },
    series: [0, 1, 2].map((i) => ({ mark: 'points', id: `p${i}`, label: `${i}`, colour: i, points: [{ x: i, y: i }] })),
  });
  expect(new Set([...seriesLooks(panel, paperStyle).values()].map((look) => look.marker)).size).toBe(3);
});

test('an enlarged image keeps its values at their places, and straight slopes straight', () => {
  const ramp = Array.from({ length: 30 }, (_, i) => (i % 6) * 10 + Math.floor(i / 6));
  const fine = resample(ramp, 6, 5, 18, 15);
  // The middle of three fine pixels lies on the centre of a coarse one.
  for (let row = 0; row < 5; row++) {
    for (let column = 0; column < 6; column++) {
      expect(fine[(row * 3 + 1) * 18 + column * 3 + 1]).toBeCloseTo(column * 10 + row, 9);
    }
  }
  expect(fine[7 * 18 + 8]! - fine[7 * 18 + 7]!).toBeCloseTo(10 / 3, 9);
});

test('the boxes of a flow do not overlap, and arrows run straight from border to border', () => {
  const { flow } = consort.panels[0]!;
  const { boxes, arrows, crowded } = layoutFlow(flow!, { x: 0, y: 0, width: 500, height: 340 }, context);
  expect(crowded).toBe(false);
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) expect(overlaps(a.rect, b.rect)).toBe(false);
  });
  expect(arrows).toHaveLength(5);
  for (const { points } of arrows) {
    points.slice(1).forEach((point, i) => {
      expect(Math.min(Math.abs(point.x - points[i]!.x), Math.abs(point.y - points[i]!.y))).toBeLessThan(0.01);
    });
  }
  // The exclusion branches off the arrow between the boxes it lies between.
  const branch = arrows[0]!.points;
  expect(branch).toHaveLength(2);
  expect(branch[0]!.y).toBeGreaterThan(boxes[0]!.rect.y + boxes[0]!.rect.height);
  expect(branch[0]!.y).toBeLessThan(boxes[2]!.rect.y);
});

test('a preset keeps columns as columns and fits its page', () => {
  const figure = completeFigure({
    id: 'f',
    title: '',
    panels: [],
    values: [],
    caption: '',
    methods: '',
    sizeMm: { width: 183, height: 240 },
  });
  expect(presetSize(figure, figurePresets.nature)).toEqual({ width: 183, height: 240 });
  expect(presetSize({ sizeMm: { width: 89, height: 60 } }, figurePresets.radiology).width).toBe(86);
  expect(presetSize({ sizeMm: { width: 183, height: 60 } }, figurePresets.slides).width).toBe(254);
  for (const id of figurePresetIds) {
    const { width, height } = presetSize(figure, figurePresets[id]);
    expect(height).toBeLessThanOrEqual(figurePresets[id].tallestMm);
    expect(width).toBeLessThanOrEqual(figurePresets[id].columnMm[1]);
  }
});
