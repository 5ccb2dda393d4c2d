import { completeFigure, type Figure } from '#shared/figure.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { common, range } from './random.ts';

const times = [0, 1, 2, 3, 4, 5, 6];

function curve(hazard: number, seed: number) {
  const random = createRandom(seed);
  let survival = 1;
  const points = [{ x: 0, y: 1 }];
  for (let t = 0.05; t < 6; t += 0.02 + random() * 0.12) {
    survival *= 1 - hazard * 0.075;
    points.push({ x: t, y: survival });
  }
  const band = points.map(({ x, y }) => ({
    x,
    low: Math.max(0, y - 0.02 - 0.012 * x),
    high: Math.min(1, y + 0.02 + 0.012 * x),
  }));
  const censored = range(14).map((i) => {
    const x = 1.2 + i * 0.33;
    return { x, y: points.findLast((point) => point.x <= x)!.y, subject: seed * 100 + i };
  });
  return { points, band, censored };
}

const groups = ['Low score', 'High score'];

/** Two groups, with numbers at risk, events and censorings below. */
export const survival: Figure = completeFigure({
  ...common,
  id: 'kaplan-meier',
  title: 'Overall survival by score',
  sizeMm: { width: 89, height: 95 },
  panels: [
    {
      id: 'survival',
      x: { label: 'Time', unit: 'years', domain: [0, 6], ticks: times },
      y: { label: 'Overall survival', domain: [0, 1] },
      series: groups.map((label, i) => ({
        mark: 'step',
        id: `group-${i}`,
        label,
        colour: i,
        ...curve(0.35 + 0.45 * i, 3 + i),
      })),
      notes: { corner: 'bottom-left', lines: ['Log-rank P < 0.001', 'HR 1.92 (1.45–2.53)'] },
      riskTable: {
        title: 'Number at risk',
        times,
        rows: groups.map((label, i) => ({
          seriesId: `group-${i}`,
          label,
          counts: times.map((t) => Math.round(211 * Math.exp(-(0.3 + 0.35 * i) * t))),
          events: times.map((t) => Math.round(120 * (1 - Math.exp(-(0.3 + 0.35 * i) * t)))),
          censored: times.map((t) => Math.round(60 * (1 - Math.exp(-(0.3 + 0.35 * i) * t)))),
        })),
      },
    },
  ],
});

/** Four models in two cohorts: eight small survival panels. */
export const survivalGrid: Figure = completeFigure({
  ...common,
  id: 'kaplan-meier-grid',
  title: 'Survival by four implementations in two cohorts',
  sizeMm: { width: 183, height: 110 },
  panels: range(8).map((p) => ({
    id: `panel-${p}`,
    title: `${p < 4 ? 'LUNG1' : 'RADIO'}, ${['features', 'fine-tuned', 'supervised fine-tuned', 'supervised'][p % 4]}`,
    x: { label: 'Time', unit: 'years', domain: [0, 6] as [number, number], ticks: [0, 2, 4, 6] },
    y: { label: 'Overall survival', domain: [0, 1] as [number, number] },
    series: groups.map((label, i) => ({
      mark: 'step' as const,
      id: `group-${i}`,
      label,
      colour: i,
      ...curve(0.35 + (0.5 - 0.1 * (p % 4)) * i, 9 + p * 2 + i),
    })),
    notes: { corner: 'bottom-left' as const, lines: [`P = 0.0${p + 1}`] },
    legend: p === 0,
    riskTable: {
      title: 'Number at risk',
      times: [0, 2, 4, 6],
      rows: groups.map((label, i) => ({ seriesId: `group-${i}`, label, counts: [211, 102 - 20 * i, 47 - 8 * i, 12] })),
    },
  })),
});

const subgroups: { label: string; n?: number; hr?: [number, number, number]; interaction?: string }[] = [
  { label: 'Sex', interaction: '0.41' },
  { label: '  Female', n: 132, hr: [0.58, 0.39, 0.86] },
  { label: '  Male', n: 289, hr: [0.69, 0.53, 0.9] },
  { label: 'Stage', interaction: '0.08' },
  { label: '  I', n: 92, hr: [0.44, 0.24, 0.81] },
  { label: '  II', n: 40, hr: [0.71, 0.33, 1.52] },
  { label: '  IIIa', n: 113, hr: [0.66, 0.44, 1.0] },
  { label: '  IIIb', n: 176, hr: [0.8, 0.59, 1.09] },
  { label: 'Histology', interaction: '0.63' },
  { label: '  Adenocarcinoma', n: 51, hr: [0.55, 0.29, 1.05] },
  { label: '  Large cell', n: 114, hr: [0.62, 0.42, 0.92] },
  { label: '  Squamous cell', n: 152, hr: [0.72, 0.51, 1.01] },
  { label: '  Not otherwise specified', n: 62, hr: [0.61, 0.18, 2.9] },
];

const decimals = (value: number) => value.toFixed(2);

/** Hazard ratios in subgroups and over all, with counts at the left and numbers at the right. */
export const forest: Figure = (() => {
  const rows = [
    ...subgroups,
    { label: 'All patients', n: 421, hr: [0.65, 0.52, 0.81] as [number, number, number], interaction: '' },
  ];
  return completeFigure({
    ...common,
    id: 'forest',
    title: 'Hazard ratios in subgroups',
    sizeMm: { width: 136, height: 74 },
    panels: [
      {
        id: 'forest',
        x: { label: 'Hazard ratio, high against low score', scale: 'log', domain: [0.2, 2], ticks: [0.2, 0.5, 1, 2] },
        y: { label: 'Subgroup', scale: 'category', categories: rows.map((row) => row.label) },
        guides: [{ from: { x: 1, y: -0.5 }, to: { x: 1, y: rows.length - 0.5 } }],
        series: [
          {
            mark: 'intervals',
            id: 'subgroups',
            label: 'Subgroups',
            colour: 0,
            along: 'x',
            points: subgroups.flatMap(({ n, hr }, y) =>
              n && hr ? [{ x: hr[0], y, low: hr[1], high: hr[2], weight: n }] : [],
            ),
          },
          {
            mark: 'intervals',
            id: 'all',
            label: 'All patients',
            colour: 6,
            along: 'x',
            points: [{ x: 0.65, y: rows.length - 1, low: 0.52, high: 0.81, diamond: true }],
          },
        ],
        legend: false,
        sideTexts: [
          { side: 'left', header: 'n', cells: rows.map((row) => (row.n ? String(row.n) : '')) },
          {
            side: 'right',
            header: 'HR (95% CI)',
            cells: rows.map(({ hr }) => (hr ? `${decimals(hr[0])} (${decimals(hr[1])}–${decimals(hr[2])})` : '')),
          },
          { side: 'right', header: 'P interaction', cells: rows.map((row) => row.interaction ?? '') },
        ],
      },
    ],
  });
})();

/** Twenty rows without groups, as a multivariable model has them. */
export const longForest: Figure = completeFigure({
  ...common,
  id: 'long-forest',
  title: 'Twenty covariates',
  sizeMm: { width: 89, height: 95 },
  panels: [
    {
      id: 'forest',
      x: { label: 'Hazard ratio', scale: 'log' },
      y: {
        label: '',
        scale: 'category',
        categories: range(20).map((i) =>
          i % 5 === 0 ? `Radiomic feature with a long name ${i}` : `Covariate ${i + 1}`,
        ),
      },
      guides: [{ from: { x: 1, y: -0.5 }, to: { x: 1, y: 19.5 } }],
      series: [
        {
          mark: 'intervals',
          id: 'hr',
          label: 'HR',
          colour: 0,
          along: 'x',
          points: range(20).map((y) => {
            const x = Math.exp(Math.sin(y * 1.7) * 0.5);
            return { x, y, low: x / (1.2 + (y % 3) * 0.15), high: x * (1.2 + (y % 3) * 0.15) };
          }),
        },
      ],
      sideTexts: [
        {
          side: 'right',
          header: 'HR (95% CI)',
          cells: range(20).map((y) => `${decimals(Math.exp(Math.sin(y * 1.7) * 0.5))} (0.65–1.39)`),
        },
      ],
    },
  ],
});
