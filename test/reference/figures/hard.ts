import { completeFigure, type Figure, type PanelInput } from '#shared/figure.ts';
import { common, range } from './random.ts';

const figure = (id: string, panels: PanelInput[], height = 70, width = 89): Figure =>
  completeFigure({ ...common, id, title: id, sizeMm: { width, height }, panels });

const number = { label: 'Value' };
const longNames = (count: number) => range(count).map((i) => `Category with a rather long name ${i + 1}`);

/** What users have: too many groups, too long names, too little data. Nothing may overlap or be cut here either. */
export const hardFigures: readonly Figure[] = [
  figure('twelve-curves', [
    {
      id: 'p',
      x: number,
      y: { label: 'Sensitivity', domain: [0, 1] },
      series: range(12).map((i) => ({
        mark: 'line',
        id: `s${i}`,
        label: `Group number ${i + 1} of the study`,
        colour: i % 8,
        points: range(20).map((k) => ({ x: k, y: (Math.sin(k / 3 + i) + 1) / 2 })),
      })),
    },
  ]),
  figure('twenty-long-categories', [
    {
      id: 'p',
      x: { label: '', scale: 'category', categories: longNames(20) },
      y: number,
      series: [{ mark: 'bars', id: 's', label: 's', colour: 0, bars: range(20).map((x) => ({ x, y: x + 1 })) }],
    },
  ]),
  figure('wide-forest', [
    {
      id: 'p',
      x: { label: 'Odds ratio', scale: 'log' },
      y: { label: 'Covariate', scale: 'category', categories: longNames(12) },
      series: [
        {
          mark: 'intervals',
          id: 's',
          label: 's',
          colour: 0,
          along: 'x',
          points: range(12).map((y) => ({ x: 1 + y / 10, y, low: 0.5, high: 40 })),
        },
      ],
      sideTexts: [
        { side: 'left', header: 'Patients', cells: range(12).map((i) => `${i * 37}`) },
        { side: 'right', header: 'OR (95% CI)', cells: range(12).map((i) => `1.${i} (0.50–40.00)`) },
      ],
    },
  ]),
  figure('no-data', [{ id: 'p', title: 'Nothing to see', x: number, y: number, series: [] }]),
  figure('one-point', [
    {
      id: 'p',
      x: number,
      y: number,
      series: [{ mark: 'points', id: 's', label: 's', colour: 0, points: [{ x: 3, y: 0 }] }],
    },
  ]),
  figure('long-title', [
    {
      id: 'p',
      title: 'A title that says everything about the panel, its cohort, its endpoint and the model that it belongs to',
      x: { label: 'A label that is longer than the axis it stands under and must go on in another line', unit: 'mm' },
      y: { label: 'The same at the side, where there is even less room for a label of such a length' },
      series: [{ mark: 'points', id: 's', label: 's', colour: 0, points: range(9).map((i) => ({ x: i, y: 1e6 * i })) }],
      notes: { corner: 'top-left', lines: ['A note', 'and another'] },
    },
  ]),
  figure(
    'four-groups-at-risk',
    [
      {
        id: 'p',
        x: { label: 'Time', unit: 'months', domain: [0, 120], ticks: range(13).map((i) => i * 10) },
        y: { label: 'Survival', domain: [0, 1] },
        series: range(4).map((i) => ({
          mark: 'step',
          id: `g${i}`,
          label: `Quarter ${i + 1} of the predicted risk`,
          colour: i,
          points: range(30).map((k) => ({ x: k * 4, y: Math.exp((-k * (i + 1)) / 40) })),
        })),
        riskTable: {
          title: 'Number at risk',
          times: range(13).map((i) => i * 10),
          rows: range(4).map((i) => ({
            seriesId: `g${i}`,
            label: `Quarter ${i + 1} of the predicted risk`,
            counts: range(13).map((k) => 1250 - 90 * k),
          })),
        },
      },
    ],
    100,
  ),
  figure('crowded-notes', [
    {
      id: 'p',
      x: { label: 'x', domain: [0, 1] },
      y: { label: 'y', domain: [0, 1] },
      series: [
        {
          mark: 'points',
          id: 's',
          label: 's',
          colour: 0,
          points: range(400).map((i) => ({ x: (i % 20) / 19, y: Math.floor(i / 20) / 19 })),
        },
      ],
      notes: { corner: 'bottom-right', lines: ['No corner is free', 'p = 0.02'] },
    },
  ]),
  figure(
    'sixteen-cells',
    [
      {
        id: 'p',
        x: { label: 'Predicted', scale: 'category', categories: longNames(16) },
        y: { label: 'True', scale: 'category', categories: longNames(16) },
        square: true,
        colourScale: { name: 'sequential', domain: [0, 16], label: 'Lesions' },
        series: [
          {
            mark: 'cells',
            id: 's',
            label: 's',
            colour: 0,
            cells: range(256).map((i) => ({ x: i % 16, y: Math.floor(i / 16), value: i % 16, text: `${i}` })),
          },
        ],
      },
    ],
    120,
    183,
  ),
];
