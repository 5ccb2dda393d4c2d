import { completeFigure, type Figure } from '#shared/figure.ts';
import { common, range } from './random.ts';

const models = ['Foundation (features)', 'Foundation (fine-tuned)', 'Supervised (fine-tuned)', 'Supervised'];
const sites = ['Bone', 'Abdomen', 'Mediastinum', 'Liver', 'Lung', 'Kidney', 'Soft tissue', 'Pelvis'];

/** Two cohorts by four models, with intervals and brackets: panels a and b of the study's third and fourth figures. */
export const aucBars: Figure = completeFigure({
  ...common,
  id: 'auc-bars',
  title: 'AUC with intervals and comparisons',
  sizeMm: { width: 89, height: 70 },
  panels: [
    {
      id: 'auc',
      x: { label: '', scale: 'category', categories: ['LUNG1', 'RADIO'] },
      y: { label: 'AUC', domain: [0.4, 0.8], ticks: [0.4, 0.5, 0.6, 0.7, 0.8] },
      series: models.map((label, i) => ({
        mark: 'bars',
        id: `model-${i}`,
        label,
        colour: i,
        bars: [
          [0.637, 0.583, 0.691],
          [0.61, 0.501, 0.72],
          [0.619, 0.564, 0.674],
          [0.532, 0.428, 0.636],
          [0.566, 0.51, 0.622],
          [0.567, 0.468, 0.665],
          [0.531, 0.475, 0.587],
          [0.532, 0.426, 0.639],
        ]
          .filter((_, k) => Math.floor(k / 2) === i)
          .map(([y, low, high], x) => ({ x, y: y!, low: low!, high: high! })),
      })),
      brackets: [
        { from: -0.27, to: 0.09, text: 'P = 0.03' },
        { from: -0.27, to: 0.27, text: 'P = 0.004' },
        { from: 0.73, to: 1.27, text: 'P = 0.02' },
      ],
    },
  ],
});

/** One model to a category, in its own colour, with two brackets that stack. */
export const singleBars: Figure = completeFigure({
  ...common,
  id: 'single-bars',
  title: 'Balanced accuracy of four implementations',
  sizeMm: { width: 89, height: 65 },
  panels: [
    {
      id: 'ba',
      x: { label: '', scale: 'category', categories: models },
      y: { label: 'Balanced accuracy', domain: [0, 1] },
      series: models.map((label, i) => ({
        mark: 'bars',
        id: `model-${i}`,
        label,
        colour: i,
        bars: [
          {
            x: i,
            y: [0.779, 0.804, 0.74, 0.72][i]!,
            low: [0.749, 0.773, 0.71, 0.689][i]!,
            high: [0.809, 0.834, 0.77, 0.75][i]!,
          },
        ],
      })),
      brackets: [
        { from: 0, to: 1, text: 'n.s.' },
        { from: 1, to: 2, text: 'P = 0.011' },
        { from: 0, to: 3, text: 'P = 0.008' },
        { from: 1, to: 3, text: 'P < 0.001' },
      ],
    },
  ],
});

/** AUC over fractions of the training data for four implementations. */
export const fractionCurves: Figure = completeFigure({
  ...common,
  id: 'fraction-curves',
  title: 'Data efficiency',
  sizeMm: { width: 183, height: 70 },
  panels: ['AUC', 'Mean average precision'].map((label, p) => ({
    id: `panel-${p}`,
    title: p === 0 ? 'Nodule malignancy' : 'Lesion site',
    x: { label: 'Training data', unit: '%', scale: 'category' as const, categories: ['100', '50', '20', '10'] },
    y: { label, domain: [0.4, 1] as [number, number] },
    series: models.map((name, i) => ({
      mark: 'intervals' as const,
      id: `model-${i}`,
      label: name,
      colour: i,
      along: 'y' as const,
      joined: true,
      points: range(4).map((x) => {
        const y = [0.92, 0.944, 0.857, 0.83][i]! - x * [0.02, 0.075, 0.09, 0.1][i]! - p * 0.03;
        return { x, y, low: y - 0.03 - x * 0.008, high: Math.min(1, y + 0.03 + x * 0.008) };
      }),
    })),
    legend: p === 0,
  })),
});

/** Counts and row percentages of eight lesion sites. */
export const confusion: Figure = completeFigure({
  ...common,
  id: 'confusion-matrix',
  title: 'Confusion matrix of eight sites',
  sizeMm: { width: 89, height: 84 },
  panels: [
    {
      id: 'matrix',
      x: { label: 'Predicted', scale: 'category', categories: sites },
      y: { label: 'True', scale: 'category', categories: sites },
      frame: 'box',
      square: true,
      colourScale: { name: 'sequential', domain: [0, 1], label: 'Share of true class' },
      series: [
        {
          mark: 'cells',
          id: 'cells',
          label: 'Lesions',
          colour: 0,
          cells: sites.flatMap((_, y) =>
            sites.map((_, x) => {
              const share = x === y ? 0.62 + (y % 4) * 0.1 : ((x * 7 + y * 3) % 5) * 0.02;
              return { x, y, value: share, text: String(Math.round(share * (40 + y * 37))) };
            }),
          ),
        },
      ],
    },
  ],
});

/** Calibration bins with intervals over the histogram of predictions. */
export const calibration: Figure = completeFigure({
  ...common,
  id: 'calibration',
  title: 'Calibration',
  sizeMm: { width: 89, height: 98 },
  panels: [
    {
      id: 'curve',
      placeMm: { x: 1, y: 0, width: 87, height: 72 },
      letter: null,
      x: { label: '', domain: [0, 1] },
      y: { label: 'Observed share of events', domain: [0, 1] },
      square: true,
      guides: [{ from: { x: 0, y: 0 }, to: { x: 1, y: 1 } }],
      series: [
        {
          mark: 'line',
          id: 'logistic',
          label: 'Logistic fit',
          colour: 1,
          points: range(41).map((i) => ({
            x: i / 40,
            y: 1 / (1 + Math.exp(-0.8 * Math.log((i + 0.4) / (40.4 - i)) - 0.2)),
          })),
          band: range(41).map((i) => {
            const y = 1 / (1 + Math.exp(-0.8 * Math.log((i + 0.4) / (40.4 - i)) - 0.2));
            return { x: i / 40, low: Math.max(0, y - 0.07), high: Math.min(1, y + 0.07) };
          }),
        },
        {
          mark: 'intervals',
          id: 'bins',
          label: 'Tenths of predictions',
          colour: 0,
          along: 'y',
          points: range(9).map((i) => {
            const x = 0.08 + i * 0.1;
            const y = Math.min(0.96, x * 0.85 + 0.09 + (i % 2 === 0 ? 0.03 : -0.03));
            return { x, y, low: Math.max(0, y - 0.1), high: Math.min(1, y + 0.1) };
          }),
        },
      ],
      notes: { corner: 'bottom-right', lines: ['Slope 0.82 (0.61–1.04)', 'Intercept 0.12 (−0.10–0.33)', 'Brier 0.19'] },
    },
    {
      id: 'histogram',
      placeMm: { x: 1, y: 73, width: 87, height: 24 },
      letter: null,
      x: { label: 'Predicted probability', domain: [0, 1] },
      y: { label: 'Patients', domain: [0, 60], ticks: [0, 30, 60] },
      series: [
        {
          mark: 'bins',
          id: 'counts',
          label: 'Patients',
          colour: 0,
          along: 'x',
          bins: range(20).map((i) => ({
            from: i / 20,
            to: (i + 1) / 20,
            count: Math.round(55 * Math.exp(-(((i - 7) / 5) ** 2))),
          })),
        },
      ],
    },
  ],
});

/** Net benefit of two models beside treating all and none. */
export const decisionCurve: Figure = completeFigure({
  ...common,
  id: 'decision-curve',
  title: 'Decision curve',
  sizeMm: { width: 89, height: 66 },
  panels: [
    {
      id: 'net-benefit',
      x: { label: 'Threshold probability', unit: '%', domain: [0, 60] },
      y: { label: 'Net benefit', domain: [-0.05, 0.3] },
      series: [
        {
          mark: 'line',
          id: 'model',
          label: 'Imaging biomarker',
          colour: 0,
          points: range(61).map((x) => ({ x, y: 0.27 * Math.exp(-((x / 42) ** 2)) })),
        },
        {
          mark: 'line',
          id: 'clinical',
          label: 'Clinical model',
          colour: 1,
          points: range(61).map((x) => ({ x, y: 0.27 * Math.exp(-((x / 31) ** 2)) })),
        },
        {
          mark: 'line',
          id: 'all',
          label: 'Treat all',
          colour: 6,
          points: range(61).map((x) => ({ x, y: 0.27 - (0.73 * x) / (100 - x) })),
        },
        {
          mark: 'line',
          id: 'none',
          label: 'Treat none',
          colour: 6,
          dashed: true,
          points: [
            { x: 0, y: 0 },
            { x: 60, y: 0 },
          ],
        },
      ],
    },
  ],
});
