import { describe, expect, it } from 'vitest';
import { completeFigure, type PanelInput } from '#shared/figure.ts';
import { composeFigure } from '#shared/manuscript/compose.ts';

const panel = (id: string, extra: Partial<PanelInput> = {}): PanelInput => ({
  id,
  x: { label: 'x' },
  y: { label: 'y' },
  series: [{ mark: 'points', id: 'p', label: 'p', colour: 0, points: [{ x: 0, y: 0 }] }],
  ...extra,
});
const figure = (id: string, panels: PanelInput[], sizeMm = { width: 80, height: 40 }) =>
  completeFigure({
    id,
    title: id,
    panels,
    values: [{ id: 'n', label: 'Patients', definition: 'Patients.', quantity: { estimate: 3 } }],
    tables: [{ title: id, columns: ['a'], rows: [[1]] }],
    caption: `Caption of ${id}.`,
    methods: 'One method.',
    warnings: ['Small.'],
    sizeMm,
  });
const place = { x: 90, y: 10, width: 80, height: 60 };

describe('composing figures', () => {
  it('gives each part one letter, joins captions by letter, and says methods and warnings once', () => {
    const composed = composeFigure({
      id: 'figure-2',
      title: 'Two',
      sizeMm: { width: 183, height: 80 },
      parts: [
        { figure: figure('roc', [panel('one'), panel('two')]), place: { x: 0, y: 0, width: 85, height: 60 } },
        { figure: figure('roc', [panel('one')]), place, lead: 'On the second cohort' },
      ],
    });
    expect(composed.panels.map(({ id, letter }) => [id, letter])).toEqual([
      ['a-one', 'a'],
      ['a-two', null],
      ['b-one', 'b'],
    ]);
    expect(composed.caption).toBe('a, Caption of roc. b, On the second cohort. Caption of roc.');
    expect([composed.methods, composed.warnings, composed.tables.length]).toEqual(['One method.', ['Small.'], 2]);
    expect(composed.values.map(({ id, label }) => [id, label])).toEqual([
      ['a-n', 'a: Patients'],
      ['b-n', 'b: Patients'],
    ]);
    expect(composed.panels[2]!.placeMm).toEqual(place);
  });

  it('lets panels with places of their own take the place of their part', () => {
    const inner = figure('grid', [panel('plot', { placeMm: { x: 40, y: 0, width: 40, height: 40 } })]);
    const composed = composeFigure({
      id: 'f',
      title: 'f',
      sizeMm: { width: 183, height: 80 },
      parts: [{ figure: inner, place: { x: 10, y: 20, width: 160, height: 80 } }],
    });
    expect(composed.panels[0]!.placeMm).toEqual({ x: 10, y: 20, width: 160, height: 80 });
  });

  it('keeps the panels of a part inside its place', () => {
    const five = figure(
      'five',
      ['a', 'b', 'c', 'd', 'e'].map((id) => panel(id)),
    );
    const { panels } = composeFigure({
      id: 'f',
      title: 'f',
      sizeMm: { width: 183, height: 90 },
      parts: [{ figure: five, place }],
    });
    for (const { placeMm } of panels) {
      expect(placeMm!.x).toBeGreaterThanOrEqual(place.x);
      expect(placeMm!.x + placeMm!.width).toBeLessThanOrEqual(place.x + place.width + 1e-9);
      expect(placeMm!.y + placeMm!.height).toBeLessThanOrEqual(place.y + place.height + 1e-9);
    }
  });

  it('keeps the shape of images', () => {
    const images = figure('grid', [panel('image', { frame: 'none', placeMm: { x: 40, y: 0, width: 40, height: 40 } })]);
    const { panels } = composeFigure({
      id: 'f',
      title: 'f',
      sizeMm: { width: 183, height: 80 },
      parts: [{ figure: images, place: { x: 10, y: 20, width: 160, height: 80 } }],
    });
    expect(panels[0]!.placeMm).toEqual({ x: 10, y: 20, width: 80, height: 80 });
  });

  it('says a warning that ends the captions of several parts once', () => {
    const warned = { ...figure('roc', [panel('one')]), caption: 'Caption. Untrained.', warnings: ['Untrained.'] };
    const { caption } = composeFigure({
      id: 'f',
      title: 'f',
      sizeMm: { width: 183, height: 80 },
      parts: [
        { figure: warned, place },
        { figure: warned, place },
      ],
    });
    expect(caption).toBe('a, Caption. b, Caption. Untrained.');
  });
});
