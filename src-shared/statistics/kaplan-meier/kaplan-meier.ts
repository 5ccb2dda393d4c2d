import type { FigureInput } from '../../figure.ts';
import type { DataTable } from '../data-table.ts';
import { defineStatistic } from '../statistic.ts';
import { pValue } from '../wording.ts';
import { analyse, referenceCode } from './analysis.ts';
import { survivalPanel } from './drawing.ts';
import { type KaplanMeierParams, kaplanMeierParams, suggestKaplanMeier } from './params.ts';
import { conventionTable, groupTable, lifeTable, pairTables } from './tables.ts';
import { valuesOf } from './values.ts';
import { caption, methods, nameOfTest, smallGroupWarnings } from './wording.ts';

export const kaplanMeier = defineStatistic({
  id: 'kaplan-meier',
  title: 'Kaplan–Meier survival',
  definition:
    'Survival over time for all patients or by group, with numbers at risk, medians and a log-rank test. Patients whose follow-up ends early count for as long as they were followed.',
  params: kaplanMeierParams,
  group: 'Survival',
  needs: [],
  suggest: suggestKaplanMeier,
  compute(table: DataTable, params: KaplanMeierParams): FigureInput {
    const isReference = params.convention === 'reference-code';
    const analysis = analyse(table, isReference ? referenceCode(params) : params);
    const compared = isReference ? conventionTable(analyse(table, params), analysis) : null;
    const { data, groups, test } = analysis;
    const rowsBelow = 1 + Number(analysis.params.cumulativeEvents) + Number(analysis.params.cumulativeCensored);
    return {
      id: 'kaplan-meier',
      title: 'Kaplan–Meier survival',
      panels: [
        survivalPanel(
          groups,
          analysis.params,
          test?.test ? `${nameOfTest(analysis.params)}: ${pValue(test.test.p)}` : null,
        ),
      ],
      values: valuesOf(analysis),
      tables: [groupTable(analysis), ...pairTables(analysis), ...(compared ? [compared] : []), lifeTable(analysis)],
      caption: caption(analysis, compared),
      methods: methods(analysis),
      warnings: [...data.warnings, ...smallGroupWarnings(groups)],
      sizeMm: { width: 89, height: 66 + 4 * groups.length * rowsBelow + 3 * (rowsBelow - 1) },
    };
  },
});
