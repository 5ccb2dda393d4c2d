import { contourDensity, contours } from 'd3-contour';
import { completeFigure, type Figure } from '#shared/figure.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { common, createNormal, range } from './random.ts';

const sites = ['Bone', 'Abdomen', 'Mediastinum', 'Liver', 'Lung', 'Kidney', 'Soft tissue', 'Pelvis'];

type Rings = [number, number][][][];

/** Rings of a density about points in data units, by d3-contour on a grid of 200 across. */
function densityRings(points: readonly { x: number; y: number }[], low: number, high: number, levels: number) {
  const toGrid = (value: number) => ((value - low) / (high - low)) * 200;
  const toData = (value: number) => low + (value / 200) * (high - low);
  return contourDensity<{ x: number; y: number }>()
    .x((point) => toGrid(point.x))
    .y((point) => toGrid(point.y))
    .size([200, 200])
    .bandwidth(6)
    .thresholds(levels)([...points])
    .map(({ value, coordinates }) => ({
      level: value,
      rings: coordinates.map((polygon) =>
        polygon.map((ring) => ring.map(([x, y]) => [toData(x!), toData(y!)])),
      ) as Rings,
    }));
}

function embedding(perClass: number, seed: number, spread: number) {
  const normal = createNormal(seed);
  return sites.map((label, i) => {
    const angle = (i / sites.length) * 2 * Math.PI;
    const [x, y] = [Math.cos(angle) * 42 + (i % 2) * 6, Math.sin(angle) * 42];
    return {
      label,
      colour: i,
      points: range(perClass).map((k) => ({
        x: x + normal() * spread,
        y: y + normal() * spread * 0.8,
        subject: i * perClass + k,
      })),
    };
  });
}

/** Two embeddings of eight classes with density contours: 5,000 points in all. */
export const tsne: Figure = completeFigure({
  ...common,
  id: 'embedding',
  title: 't-SNE of eight lesion sites',
  sizeMm: { width: 183, height: 92 },
  panels: [6, 12].map((spread, p) => ({
    id: `panel-${p}`,
    title: p === 0 ? 'Foundation features' : 'Supervised features',
    x: { label: 't-SNE 1', domain: [-80, 80] as [number, number], ticks: [-80, -40, 0, 40, 80] },
    y: { label: 't-SNE 2', domain: [-80, 80] as [number, number], ticks: [-80, -40, 0, 40, 80] },
    square: true,
    frame: 'box' as const,
    legend: p === 1,
    series: embedding(312, 5 + p, spread).flatMap(({ label, colour, points }) => [
      { mark: 'points' as const, id: `points-${colour}`, label, colour, points },
      { mark: 'contours' as const, id: `contours-${colour}`, label, colour, levels: densityRings(points, -80, 80, 4) },
    ]),
  })),
});

/** The absolute correlations of two models as boxes with their points, and a small pair with the mean. */
export const boxes: Figure = completeFigure({
  ...common,
  id: 'boxes',
  title: 'Absolute correlations and AUCs of perturbed seeds',
  sizeMm: { width: 183, height: 70 },
  panels: [
    {
      id: 'correlations',
      x: { label: '', scale: 'category', categories: ['Foundation', 'Supervised'] },
      y: { label: 'Absolute correlation |r|', domain: [0, 0.4] },
      series: [0, 1].map((i) => boxSeries(i, ['Foundation', 'Supervised'][i]!, 500, 0.12 - 0.03 * i, 0.05, false)),
      brackets: [{ from: 0, to: 1, text: 'P = 0.008' }],
    },
    {
      id: 'perturbed',
      x: { label: '', scale: 'category', categories: ['Foundation', 'Supervised'] },
      y: { label: 'AUC over 50 perturbed seeds', domain: [0.5, 0.7] },
      series: [0, 1].map((i) =>
        boxSeries(i, ['Foundation', 'Supervised'][i]!, 50, 0.636 - 0.06 * i, 0.004 + 0.012 * i, true),
      ),
    },
  ],
});

function boxSeries(i: number, label: string, count: number, centre: number, spread: number, withMean: boolean) {
  const normal = createNormal(31 + i);
  const values = range(count)
    .map(() => Math.abs(centre + normal() * spread))
    .sort((a, b) => a - b);
  const at = (share: number) => values[Math.floor(share * (count - 1))]!;
  const [q1, q3] = [at(0.25), at(0.75)];
  const reach = 1.5 * (q3 - q1);
  return {
    mark: 'boxes' as const,
    id: `box-${i}`,
    label,
    colour: i,
    boxes: [
      {
        x: i,
        q1,
        median: at(0.5),
        q3,
        low: values.find((value) => value >= q1 - reach)!,
        high: values.findLast((value) => value <= q3 + reach)!,
        ...(withMean ? { mean: values.reduce((sum, value) => sum + value, 0) / count } : {}),
        points: values.map((y, subject) => ({ y, subject })),
      },
    ],
  };
}

/** Test against retest of one feature with the least-squares line and its band. */
export const scatterFit: Figure = completeFigure({
  ...common,
  id: 'test-retest',
  title: 'Test and retest',
  sizeMm: { width: 183, height: 84 },
  panels: [26, 20_000].map((count, p) => {
    const normal = createNormal(77 + p);
    const points = range(count).map(() => {
      const x = normal() * 0.8;
      return { x, y: 0.95 * x + normal() * (0.15 + 0.1 * p) };
    });
    return {
      id: `panel-${p}`,
      title: p === 0 ? '26 patients' : '20,000 features',
      x: { label: 'Test' },
      y: { label: 'Retest' },
      square: true,
      guides: [{ from: { x: -2, y: -2 }, to: { x: 2, y: 2 } }],
      series: [
        { mark: 'points' as const, id: 'points', label: 'Patients', colour: 0, points },
        {
          mark: 'line' as const,
          id: 'fit',
          label: 'Least squares',
          colour: 1,
          points: [-2, 0, 2].map((x) => ({ x, y: 0.95 * x })),
          band: [-2, 0, 2].map((x) => ({
            x,
            low: 0.95 * x - 0.06 - Math.abs(x) * 0.05,
            high: 0.95 * x + 0.06 + Math.abs(x) * 0.05,
          })),
        },
      ],
      notes: { corner: 'bottom-right' as const, lines: ['R^{2} = 0.98', 'Spearman ρ = 0.97'] },
      legend: false,
    };
  }),
});

/** Filled density of offsets with a histogram above and one at the right. */
export const densityMarginals: Figure = (() => {
  const normal = createNormal(12);
  const points = range(2000).map(() => ({ x: normal() * 4, y: normal() * 4 }));
  const counts = (key: 'x' | 'y') =>
    range(24).map((i) => {
      const [from, to] = [-12 + i, -11 + i];
      return { from, to, count: points.filter((point) => point[key] >= from && point[key] < to).length };
    });
  const domain: [number, number] = [-12, 12];
  return completeFigure({
    ...common,
    id: 'density',
    title: 'Offsets of perturbed seeds',
    sizeMm: { width: 89, height: 89 },
    panels: [
      {
        id: 'above',
        letter: null,
        placeMm: { x: 1, y: 1, width: 64, height: 20 },
        x: { label: '', domain, ticks: [] },
        y: { label: '', ticks: [] },
        series: [{ mark: 'bins', id: 'x', label: 'x', colour: 0, along: 'x', bins: counts('x') }],
      },
      {
        id: 'density',
        letter: null,
        placeMm: { x: 1, y: 22, width: 64, height: 66 },
        x: { label: 'Offset x', unit: 'mm', domain },
        y: { label: 'Offset y', unit: 'mm', domain },
        series: [
          {
            mark: 'contours',
            id: 'filled',
            label: 'Density',
            colour: 0,
            filled: true,
            levels: densityRings(points, -12, 12, 7),
          },
          { mark: 'contours', id: 'lines', label: 'Density', colour: 0, levels: densityRings(points, -12, 12, 7) },
        ],
      },
      {
        id: 'right',
        letter: null,
        placeMm: { x: 66, y: 22, width: 22, height: 66 },
        x: { label: '', ticks: [] },
        y: { label: '', domain, ticks: [] },
        series: [{ mark: 'bins', id: 'y', label: 'y', colour: 0, along: 'y', bins: counts('y') }],
      },
    ],
  });
})();

/** A ring with a hole: a level set that must not fill its middle. */
export const ringContours: Figure = completeFigure({
  ...common,
  id: 'rings',
  title: 'A ring and its hole',
  sizeMm: { width: 89, height: 70 },
  panels: [
    {
      id: 'ring',
      x: { label: 'x', domain: [0, 60] },
      y: { label: 'y', domain: [0, 60] },
      square: true,
      frame: 'box',
      series: [
        {
          mark: 'contours',
          id: 'ring',
          label: 'Ring',
          colour: 2,
          filled: true,
          levels: contours()
            .size([60, 60])
            .thresholds([0.3, 0.6])(
              range(3600).map((i) => Math.exp(-(((Math.hypot((i % 60) - 30, Math.floor(i / 60) - 30) - 18) / 5) ** 2))),
            )
            .map(({ value, coordinates }) => ({ level: value, rings: coordinates as Rings })),
        },
      ],
    },
  ],
});

/** Two histograms that overlap. */
export const histograms: Figure = (() => {
  const random = createRandom(4);
  return completeFigure({
    ...common,
    id: 'histograms',
    title: 'Scores of two groups',
    sizeMm: { width: 89, height: 60 },
    panels: [
      {
        id: 'scores',
        x: { label: 'Score', domain: [0, 1] },
        y: { label: 'Patients' },
        series: ['Alive at 2 years', 'Dead at 2 years'].map((label, g) => ({
          mark: 'bins',
          id: `group-${g}`,
          label,
          colour: g,
          along: 'x',
          bins: range(20).map((i) => ({
            from: i / 20,
            to: (i + 1) / 20,
            count: Math.round(30 * Math.exp(-(((i - 7 - 5 * g) / 4) ** 2)) + random() * 4),
          })),
        })),
      },
    ],
  });
})();
