import type { FigureInput } from '../../figure.ts';
import type { DataTable } from '../data-table.ts';
import { scoreName } from '../kaplan-meier/grouping.ts';
import { forestHeightMm, forestPanel } from '../regression/forest.ts';
import { lineLabel, termLines } from '../regression/term-lines.ts';
import { pText, ratioText } from '../regression/texts.ts';
import { defineStatistic } from '../statistic.ts';
import { quantityText } from '../wording.ts';
import { type Analysis, testsOf } from './analysis.ts';
import { addedValueData, fitModel, modelDesigns, modelNames } from './models.ts';
import { type AddedValueParams, addedValueParams, suggestAddedValue } from './params.ts';
import { coefficientTable, modelTable, testTable, values } from './report.ts';
import { validate } from './validation.ts';
import { caption, decimals, limits, measureName, methods, quantityOf, ratioName, titles, warnings } from './wording.ts';

export const addedValue = defineStatistic({
  id: 'added-value',
  title: 'Added value of imaging',
  definition:
    'What an imaging score adds to clinical covariates: clinical, imaging and combined models side by side. Likelihood-ratio test, and the gain in AUC or C-index corrected for optimism.',
  params: addedValueParams,
  group: 'Comparison',
  needs: [],
  suggest: suggestAddedValue,
  compute: (table: DataTable, params: AddedValueParams, context): FigureInput => {
    const data = addedValueData(table, params);
    const designs = modelDesigns(data, params);
    const clusters = data.isClustered ? data.clusters : undefined;
    const fits = {
      clinical: fitModel(data, designs.clinical.design, { clusters }),
      imaging: fitModel(data, designs.imaging.design, { clusters }),
      combined: fitModel(data, designs.combined.design, { clusters }),
    };
    const analysis: Analysis = {
      data,
      designs,
      fits,
      tests: testsOf(data, designs, clusters),
      validation: validate(data, designs, params, context),
      events: data.outcome.reduce((sum, value) => sum + value, 0),
    };
    const performance = performancePanel(analysis, params);
    const coefficients = coefficientPanel(analysis, params);
    const heights = [forestHeightMm(3), forestHeightMm(coefficients.rows)] as const;
    const place = (y: number, height: number) => ({ placeMm: { x: 0, y, width: 183, height } });
    return {
      id: 'added-value',
      title: 'Added value of imaging',
      panels: [
        { ...performance, ...place(0, heights[0]) },
        { ...coefficients.panel, ...place(heights[0], heights[1]) },
      ],
      values: values(analysis, params),
      tables: [modelTable(analysis, params), testTable(analysis), coefficientTable(analysis, params)],
      caption: caption(analysis, params),
      methods: methods(analysis, params),
      warnings: warnings(analysis, params),
      sizeMm: { width: 183, height: heights[0] + heights[1] },
    };
  },
});

function performancePanel({ designs, validation }: Analysis, params: AddedValueParams) {
  return forestPanel({
    id: 'performance',
    rows: modelNames.map((name) => {
      const found = validation.models[name];
      return {
        label: titles[name],
        left: [String(designs[name].design.columns)],
        right: ['apparent' in found ? decimals(found.apparent) : '–', quantityText(quantityOf(found), decimals)],
        quantity: quantityOf(found),
      };
    }),
    labelHeader: 'Model',
    leftHeaders: ['Coefficients'],
    rightHeaders: ['Apparent', `Corrected (${limits(params)})`],
    axis: `${measureName(params)}, corrected for optimism`,
    scale: 'linear',
    neutral: 0.5,
    seriesLabel: measureName(params),
  });
}

function coefficientPanel({ designs, fits }: Analysis, params: AddedValueParams) {
  const lines = termLines({ terms: designs.combined.terms, fit: fits.combined }, { score: '', level: params.level });
  const rows = lines.map((line) => ({
    label: params.imaging.includes(line.term.name)
      ? lineLabel(line).replace(line.term.name, scoreName(line.term.name))
      : lineLabel(line),
    left: [],
    right: [quantityText(line.ratio.ratio, ratioText), pText(line.ratio.p)],
    quantity: line.ratio.ratio,
  }));
  const panel = forestPanel({
    id: 'coefficients',
    rows,
    labelHeader: 'Combined model',
    leftHeaders: [],
    rightHeaders: [`${ratioName(params)} (${limits(params)})`, 'p'],
    axis: ratioName(params),
    scale: 'log',
    neutral: 1,
    seriesLabel: ratioName(params),
  });
  return { panel, rows: rows.length };
}
