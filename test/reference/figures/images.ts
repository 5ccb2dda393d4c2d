import { contours } from 'd3-contour';
import { completeFigure, type Figure, type PanelInput } from '#shared/figure.ts';
import { common, createNormal, range } from './random.ts';

const side = 50;

/** A slice like a lung lesion: soft tissue in air, with noise, and where a model looks. */
function slice(seed: number) {
  const normal = createNormal(seed);
  const at = (i: number) => [(i % side) - 25, Math.floor(i / side) - 25] as const;
  const hu = range(side * side).map((i) => {
    const [x, y] = at(i);
    const lesion = Math.hypot(x * 1.1, y) < 9 + 2 * Math.sin(Math.atan2(y, x) * 5 + seed) ? 40 : -820;
    const wall = x + y * 0.4 > 17 + seed ? 50 : -820;
    return Math.max(lesion, wall) + normal() * 25;
  });
  const saliency = range(side * side).map((i) => {
    const [x, y] = at(i);
    return (
      Math.exp(-(((Math.hypot(x, y) - 7) / 4) ** 2)) * (0.7 + 0.3 * Math.sin(Math.atan2(y, x) * 3)) +
      Math.abs(normal()) * 0.02
    );
  });
  return { hu, saliency };
}

const axes = {
  x: { label: 'x', unit: 'mm', domain: [0, side] as [number, number] },
  y: { label: 'y', unit: 'mm', domain: [0, side] as [number, number] },
};
const extent = { columns: side, x: [0, side] as [number, number], y: [side, 0] as [number, number] };

/** Two samples each of three tasks: slice, isolines over the slice, map. */
export const saliencyGrid: Figure = (() => {
  const size = 29;
  const panels = range(3).flatMap((row) =>
    range(2).flatMap((sample): PanelInput[] => {
      const { hu, saliency } = slice(row * 2 + sample + 1);
      const image = {
        mark: 'raster' as const,
        id: 'slice',
        label: 'CT',
        colour: 6,
        values: hu,
        ...extent,
        scale: { name: 'grey' as const, domain: [-1000, 300] as [number, number] },
      };
      const map = {
        mark: 'raster' as const,
        id: 'map',
        label: 'Saliency',
        colour: 1,
        values: saliency,
        ...extent,
        scale: { name: 'saliency' as const, domain: [0, 1] as [number, number] },
      };
      const lines = {
        mark: 'contours' as const,
        id: 'lines',
        label: 'Saliency',
        colour: 4,
        levels: contours()
          .size([side, side])
          .thresholds([0.35, 0.7])(saliency)
          .map(({ value, coordinates }) => ({
            level: value,
            rings: coordinates.map((polygon) => polygon.map((ring) => ring.map(([x, y]) => [x!, side - y!]))) as [
              number,
              number,
            ][][][],
          })),
      };
      return [[image], [image, lines], [map]].map(
        (series, k): PanelInput => ({
          id: `${row}-${sample}-${k}`,
          ...(row === 0 ? { title: ['CT', 'Isolines', 'Saliency'][k]! } : {}),
          letter: k === 0 && sample === 0 ? 'abc'[row]! : null,
          placeMm: { x: 1 + (sample * 3 + k) * 30.4, y: row * 32, width: size, height: size + 3 },
          ...axes,
          frame: 'none',
          square: true,
          series,
          legend: false,
          ...(k === 0 && sample === 0 ? { scaleBar: { length: 10, label: '10 mm' } } : {}),
        }),
      );
    }),
  );
  return completeFigure({ ...common, id: 'saliency', title: 'Saliency', sizeMm: { width: 183, height: 96 }, panels });
})();

/** A map of correlations with its colour bar, on axes. */
export const rasterWithBar: Figure = completeFigure({
  ...common,
  id: 'raster',
  title: 'An image with axes and a colour bar',
  sizeMm: { width: 89, height: 70 },
  panels: [
    {
      id: 'map',
      ...axes,
      square: true,
      frame: 'box',
      series: [
        {
          mark: 'raster',
          id: 'map',
          label: 'Difference',
          colour: 0,
          ...extent,
          values: range(side * side).map((i) => Math.sin((i % side) / 8) * Math.cos(Math.floor(i / side) / 9)),
          scale: { name: 'diverging', domain: [-1, 1], label: 'Difference' },
        },
      ],
    },
  ],
});
