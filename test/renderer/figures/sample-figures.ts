import { type Figure, figureSchema } from '#shared/figure.ts';

const common = { values: [], caption: 'A caption.', methods: 'A sentence.' };

const survivalOf = (share: number, x: number) => Math.exp((-share * x) / 10);
const times = [0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8];

/** Two groups with bands, censoring, a note and a risk table: everything a survival figure can hold. */
export const survivalFigure: Figure = figureSchema.parse({
  ...common,
  id: 'kaplan-meier',
  title: 'Survival by score',
  sizeMm: { width: 89, height: 74 },
  panels: [
    {
      id: 'survival',
      x: { label: 'Time', unit: 'years', domain: [0, 8], ticks: [0, 2, 4, 6, 8] },
      y: { label: 'Survival', domain: [0, 1] },
      series: [1, 3].map((share, i) => ({
        mark: 'step',
        id: `group-${i}`,
        label: i === 0 ? 'Score < 0.5' : 'Score ≥ 0.5',
        colour: i,
        points: times.map((x) => ({ x, y: survivalOf(share, x) })),
        band: times.map((x) => ({ x, low: survivalOf(share, x) ** 1.2, high: survivalOf(share, x) ** 0.8 })),
        censored: [{ x: 4.5, y: survivalOf(share, 4), subject: 40 + i }],
      })),
      notes: { corner: 'bottom-left', lines: ['Log-rank: p = 0.0012'] },
      riskTable: {
        title: 'Number at risk',
        times: [0, 2, 4, 6, 8],
        rows: [
          { seriesId: 'group-0', label: 'Score < 0.5', counts: [120, 96, 71, 40, 11] },
          { seriesId: 'group-1', label: 'Score ≥ 0.5', counts: [118, 61, 30, 12, 2] },
        ],
      },
    },
  ],
});

/** Two panels, Greek letters and signs, a curve that leaves its axis, bars with intervals on a turned category axis. */
export const pairFigure: Figure = figureSchema.parse({
  ...common,
  id: 'pair',
  title: 'Pair',
  sizeMm: { width: 183, height: 80 },
  panels: [
    {
      id: 'roc',
      title: 'Discrimination',
      x: { label: '1 − specificity', domain: [0, 1] },
      y: { label: 'Sensitivity', domain: [0, 1] },
      square: true,
      guides: [{ from: { x: 0, y: 0 }, to: { x: 1, y: 1 } }],
      series: [
        {
          mark: 'line',
          id: 'a',
          label: 'κ ≥ 0.8',
          colour: 0,
          points: [
            { x: 0, y: 0 },
            { x: 0.2, y: 0.7 },
            { x: 1, y: 1 },
          ],
        },
        {
          mark: 'line',
          id: 'b',
          label: 'β & γ <50',
          colour: 1,
          dashed: true,
          points: [
            { x: 0, y: 0 },
            { x: 0.4, y: 0.6 },
            { x: 1, y: 1.2 },
          ],
        },
      ],
      notes: { corner: 'bottom-right', lines: ['κ ≥ 0.8: 0.81 (0.75–0.87)', 'P = 3 × 10^{−4}'] },
    },
    {
      id: 'bars',
      title: 'Precision',
      x: {
        label: 'Type',
        scale: 'category',
        categories: ['Abdomen', 'Mediastinum', 'Pelvis', 'Lung', 'Kidney', 'Liver', 'Bone', 'Neck'],
      },
      y: { label: 'Average precision', domain: [0, 1] },
      series: [
        {
          mark: 'bars',
          id: 'ap',
          label: 'AP',
          colour: 2,
          bars: [0.4, 0.5, 0.6, 0.9, 0.7, 0.8, 0.3, 0.5].map((y, x) => ({ x, y, low: y - 0.1, high: y + 0.05 })),
        },
      ],
    },
  ],
});
