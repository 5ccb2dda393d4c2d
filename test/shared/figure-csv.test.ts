import { expect, test } from 'vitest';
import { type Figure, figureSchema } from '#shared/figure.ts';
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
