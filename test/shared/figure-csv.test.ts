import { expect, test } from 'vitest';
import { completeFigure, type Figure, figureSchema } from '#shared/figure.ts';
import { figureCsv, figureTableCsv } from '#shared/figure-csv.ts';

const figure: Figure = figureSchema.parse({
  id: 'kaplan-meier',
  title: 'Survival',
  sizeMm: { width: 89, height: 70 },
  caption: '',
  methods: '',
  values: [
    {
      id: 'hr',
      label: 'Hazard ratio',
      definition: 'Cox, Efron ties.',
      quantity: { estimate: 2, low: 1.2, high: 1 / 0.3, level: 0.95 },
    },
    {
      id: 'median',
      label: 'Median',
      definition: 'First time at or below 0.5.',
      quantity: { unavailable: 'not reached' },
    },
    { id: 'n', label: 'Patients', definition: 'All.', quantity: { estimate: 12, unit: 'patients' } },
  ],
  panels: [
    {
      id: 'survival',
      x: { label: 'Time', unit: 'days' },
      y: { label: 'Survival' },
      series: [
        {
          mark: 'step',
          id: 'high',
          label: 'High, "score" ≥ 0.5',
          colour: 0,
          points: [
            { x: 0, y: 1 },
            { x: 0.1 + 0.2, y: 2 / 3 },
          ],
          band: [{ x: 0, low: 1, high: 1 }],
          censored: [{ x: 5, y: 2 / 3, subject: 17 }],
        },
      ],
      guides: [{ from: { x: 0, y: 0.5 }, to: { x: 9, y: 0.5 } }],
      riskTable: {
        title: 'Number at risk',
        times: [0, 5],
        rows: [{ seriesId: 'high', label: 'High', counts: [3, 1] }],
      },
    },
    {
      id: 'bars',
      title: 'By type',
      x: { label: 'Type', scale: 'category', categories: ['Lung', 'Liver'] },
      y: { label: 'AUC' },
      series: [{ mark: 'bars', id: 'auc', label: 'AUC', colour: 1, bars: [{ x: 1, y: 0.7, low: 0.6, high: 0.8 }] }],
    },
  ],
});

test('every mark, count and value is a row, with rounded numbers, quoted labels and categories by name', () => {
  expect(figureCsv(figure)).toMatchInlineSnapshot(`
    "panel,series,item,x,y,low,high,value,size,x_axis,y_axis,note
    survival,"High, ""score"" ≥ 0.5",step,0,1,,,,,Time (days),Survival,
    survival,"High, ""score"" ≥ 0.5",step,0.3,0.666666666667,,,,,Time (days),Survival,
    survival,"High, ""score"" ≥ 0.5",band,0,,1,1,,,Time (days),Survival,
    survival,"High, ""score"" ≥ 0.5",censored,5,0.666666666667,,,,,Time (days),Survival,
    survival,,guide,0,0.5,,,,,Time (days),Survival,
    survival,,guide,9,0.5,,,,,Time (days),Survival,
    survival,High,Number at risk,0,3,,,,,Time (days),Number at risk,
    survival,High,Number at risk,5,1,,,,,Time (days),Number at risk,
    By type,AUC,bar,Liver,0.7,0.6,0.8,,,Type,AUC,
    ,Hazard ratio,value with 95% interval,,2,1.2,3.33333333333,,,,,"Cox, Efron ties."
    ,Median,value,,,,,,,,,not reached; First time at or below 0.5.
    ,Patients,value,,12,,,,,,patients,All.
    "
  `);
});

test('no lesion id leaves the app', () => {
  expect(figureCsv(figure)).not.toContain('17');
});

test('a table of a figure keeps its columns and leaves missing cells empty', () => {
  const csv = figureTableCsv({
    title: 'Groups',
    columns: ['Group', 'n'],
    rows: [
      ['a,b', 3],
      ['c\nd', null],
    ],
  });
  expect(csv).toBe('Group,n\n"a,b",3\n"c\nd",\n');
});

test('marks beyond points and lines keep what they show', () => {
  const marks = completeFigure({
    id: 'marks',
    title: 'Marks',
    values: [],
    caption: '',
    methods: '',
    sizeMm: { width: 89, height: 60 },
    panels: [
      {
        id: 'p',
        x: { label: 'X' },
        y: { label: 'Y', scale: 'category', categories: ['One', 'Two'] },
        series: [
          {
            mark: 'intervals',
            id: 'i',
            label: 'HR',
            colour: 0,
            along: 'x',
            points: [{ x: 0.5, y: 0, low: 0.2, high: 0.9, weight: 12, subject: 17 }],
          },
          {
            mark: 'dots',
            id: 'd',
            label: 'Sets',
            colour: 0,
            points: [{ x: 0.1, y: 1, size: 9, value: 0.03, subject: 17 }],
          },
          { mark: 'cells', id: 'c', label: 'Counts', colour: 0, cells: [{ x: 0, y: 1, value: 0.25, text: '5\n25%' }] },
          {
            mark: 'boxes',
            id: 'b',
            label: 'Box',
            colour: 0,
            boxes: [{ x: 0, low: 1, q1: 2, median: 3, q3: 4, high: 5, mean: 3.5, points: [{ y: 6, subject: 17 }] }],
          },
          { mark: 'bins', id: 'h', label: 'Bins', colour: 0, along: 'x', bins: [{ from: 0, to: 1, count: 7 }] },
          {
            mark: 'raster',
            id: 'r',
            label: 'Image',
            colour: 0,
            columns: 2,
            values: [1, 2],
            x: [0, 4],
            y: [1, 0],
            scale: { name: 'grey', domain: [0, 1] },
          },
          {
            mark: 'contours',
            id: 'k',
            label: 'Density',
            colour: 0,
            levels: [{ level: 0.5, rings: [[[[0, 0]], [[1, 1]]]] }],
          },
        ],
        brackets: [{ from: 0, to: 1, text: 'p = 0.01' }],
        sideTexts: [{ side: 'right', header: 'n', cells: ['12', '9'] }],
      },
      {
        id: 'flow',
        x: { label: '' },
        y: { label: '' },
        series: [],
        flow: {
          boxes: [
            { id: 'a', column: 0, row: 0, lines: ['All', 'n = 9'] },
            { id: 'b', column: 0, row: 1, lines: ['Kept'] },
          ],
          arrows: [{ from: 'a', to: 'b' }],
        },
      },
    ],
  });
  expect(figureCsv(marks)).not.toContain('17');
  const rows = figureCsv(marks)
    .split('\n')
    .slice(1)
    .map((row) => row.replace(/^p,/, '').replace(',X,Y,', ' | '));
  for (const row of [
    'HR,estimate,0.5,One,0.2,0.9,,12 | interval along x',
    'Sets,dot,0.1,Two,,,0.03,9 | ',
    'Box,median,0,3,,,, | ',
    'Box,mean,0,3.5,,,, | ',
    'Box,point,0,6,,,, | ',
    'Bins,bin,,,0,1,7, | bins along x',
    'Image,pixel,1,0.5,,,1, | ',
    'Image,pixel,3,0.5,,,2, | ',
    'Density,contour,0,One,,,0.5, | ring 1',
    'Density,contour,1,Two,,,0.5, | "ring 1, hole 1"',
    ',bracket,1,,,,, | p = 0.01',
    ',n,,One,,,, | 12',
    'flow,a,flow box,0,0,,,,,,,All; n = 9',
    'flow,a,flow arrow,,,,,,,,,to b',
  ]) {
    expect.soft(rows).toContain(row);
  }
});
