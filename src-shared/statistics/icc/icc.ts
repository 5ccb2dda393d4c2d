import type { z } from 'zod';
import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, FigureTable, PanelInput } from '../../figure.ts';
import { gradesText, reliabilityLimits } from '../agreement/agreement-grades.ts';
import { type IccForm, type Intraclass, iccFormNames, iccForms, intraclass } from '../agreement/intraclass.ts';
import { fromColumns, fromRows, type RepeatedMeasurements } from '../agreement/repeated-measurements.ts';
import type { DataTable } from '../data-table.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, pValue, quantityText, significant } from '../wording.ts';
import { iccParams, suggestIcc } from './params.ts';

type IccParams = z.output<typeof iccParams>;

/** Fewer cases than this leave an interval so wide that the estimate says little. */
const fewCases = 10;

export const icc = defineStatistic({
  id: 'icc',
  title: 'Intraclass correlation',
  definition:
    'How much of the variation of a measurement is between cases and not between its repetitions: 1 is perfect agreement. All six usual forms, as software differs in which one it calls the ICC.',
  params: iccParams,
  group: 'Stability',
  needs: [],
  suggest: suggestIcc,
  compute(table, params): FigureInput {
    const data = measurementsOf(table, params);
    const results = new Map(iccForms.map((form) => [form, intraclass(data.ratings, form, params)]));
    const { cases, raters } = data.ratings;
    return {
      id: 'icc',
      title: 'Intraclass correlation',
      panels: [panel(results, params)],
      values: values(data, results, params),
      tables: [formTable(results, params)],
      caption: caption(data, results, params),
      methods: methods(params, raters),
      warnings: [
        ...data.warnings,
        ...(cases < fewCases ? [`${counted(cases, 'case')}: the estimate hangs on single cases.`] : []),
        ...clusterWarning(data),
      ],
      sizeMm: { width: 89, height: 62 },
    };
  },
});

function measurementsOf(table: DataTable, params: IccParams): RepeatedMeasurements {
  if (params.measurements.length === 0) return fromRows(table, params, []);
  return fromColumns(table, params.measurements, params);
}

/** The chosen form first, the others in their order. */
const ordered = (chosen: IccForm): IccForm[] => [chosen, ...iccForms.filter((form) => form !== chosen)];

const iccName = (form: IccForm): string => `ICC(${form})`;
const three = (value: number): string => value.toFixed(3).replace(/^-/, '−');

function panel(results: ReadonlyMap<IccForm, Intraclass>, params: IccParams): PanelInput {
  const forms = ordered(params.form);
  const points = forms.flatMap((form, y) => {
    const quantity = results.get(form)?.icc;
    if (!quantity || 'unavailable' in quantity || quantity.estimate < -1) return [];
    const { estimate, low, high } = quantity;
    const ends = low === undefined || high === undefined ? {} : { low: Math.max(-1, low), high };
    return [{ x: estimate, y, ...ends }];
  });
  const from = lowerLimit(points.map(({ x, low }) => low ?? x));
  return {
    id: 'icc',
    x: { label: 'Intraclass correlation', domain: [from, 1] },
    y: { label: '', scale: 'category', categories: forms.map(iccName) },
    series: [{ mark: 'intervals', along: 'x', id: 'forms', label: 'Forms', colour: 0, points }],
    legend: false,
    guides: reliabilityLimits
      .filter((x) => x > from)
      .map((x) => ({ from: { x, y: -0.5 }, to: { x, y: forms.length - 0.5 } })),
    sideTexts: [
      {
        side: 'right',
        header: `ICC (${significant(params.level * 100)}% CI)`,
        cells: forms.map((form) => quantityText(results.get(form)?.icc as Quantity, three, '')),
      },
    ],
  };
}

/** Coefficients near 1 are told apart only where the axis does not begin at 0. */
function lowerLimit(lows: readonly number[]): number {
  const least = Math.min(1, ...lows);
  if (least >= 0.75) return 0.5;
  return Math.floor(4 * Math.min(0, least)) / 4;
}

/** What other software calls the ICC. */
const conventions: Partial<Record<IccForm, string>> = {
  '1': "R's irr reports this form unless told otherwise.",
  'C,1': "The study's reference code reports this form (row ICC3 of pingouin).",
};

function values(data: RepeatedMeasurements, results: ReadonlyMap<IccForm, Intraclass>, params: IccParams): Value[] {
  const { test } = results.get(params.form) as Intraclass;
  const level = `${significant(params.level * 100)}%`;
  return [
    ...ordered(params.form).map((form): Value => {
      const { shroutFleiss, words } = iccFormNames[form];
      const convention = conventions[form] ? ` ${conventions[form]}` : '';
      return {
        id: `icc-${form.replace(',', '-')}`,
        label: iccName(form),
        definition: `Intraclass correlation, ${words}; ${shroutFleiss} of Shrout and Fleiss. ${level} F interval (McGraw and Wong 1996).${convention} A common reading: ${gradesText}.`,
        quantity: (results.get(form) as Intraclass).icc,
      };
    }),
    {
      id: 'f',
      label: `F of ${iccName(params.form)}`,
      definition: `F statistic of the test that ${iccName(params.form)} is ${params.nullValue}${'f' in test ? `, with ${significant(test.numeratorFreedom, 4)} and ${significant(test.denominatorFreedom, 4)} degrees of freedom` : ''}.`,
      quantity: 'f' in test ? { estimate: test.f } : test,
    },
    {
      id: 'p',
      label: `${iccName(params.form)}, p`,
      definition: `Upper tail of F: against a coefficient larger than ${params.nullValue}. One-sided by its nature.`,
      quantity: 'f' in test ? { estimate: test.p } : test,
    },
    {
      id: 'cases',
      label: 'Cases',
      definition: 'Cases with every measurement; others are left out as a whole.',
      quantity: { estimate: data.ratings.cases },
    },
    {
      id: 'measurements',
      label: 'Measurements of each case',
      definition: 'Columns or occasions compared.',
      quantity: { estimate: data.ratings.raters },
    },
  ];
}

function formTable(results: ReadonlyMap<IccForm, Intraclass>, params: IccParams): FigureTable {
  return {
    title: 'All forms of the intraclass correlation',
    columns: [
      'Form',
      'Shrout–Fleiss',
      'Model',
      `ICC (${significant(params.level * 100)}% CI)`,
      'F',
      'Degrees of freedom',
      'p',
    ],
    rows: ordered(params.form).map((form) => {
      const { icc: quantity, test } = results.get(form) as Intraclass;
      const { shroutFleiss, words } = iccFormNames[form];
      return [
        iccName(form),
        shroutFleiss,
        words,
        quantityText(quantity, three, ''),
        ...('f' in test
          ? [
              significant(test.f, 4),
              `${significant(test.numeratorFreedom, 4)}, ${significant(test.denominatorFreedom, 4)}`,
              pValue(test.p).replace(/^p = /, ''),
            ]
          : [null, null, null]),
      ];
    }),
  };
}

function caption(
  { ratings, raterNames }: RepeatedMeasurements,
  results: ReadonlyMap<IccForm, Intraclass>,
  params: IccParams,
): string {
  const { icc: quantity, test } = results.get(params.form) as Intraclass;
  const of = params.measurements.length === 0 ? ` of ${params.value}` : '';
  const names = raterNames.length <= 6 ? ` (${raterNames.join(', ')})` : '';
  const tested = 'f' in test ? `, ${pValue(test.p)} against ${params.nullValue}` : '';
  return `Intraclass correlation${of} between ${ratings.raters} measurements${names} of ${counted(ratings.cases, 'case')}${subsetText(params)}, with ${significant(params.level * 100)}% F intervals. ${iccName(params.form)} (${iccFormNames[params.form].words}) ${quantityText(quantity, three, '')}${tested}. Grey lines: 0.5, 0.75 and 0.9.`;
}

const methods = (params: IccParams, raters: number): string =>
  `Agreement of the ${raters} measurements was measured by the intraclass correlation ${iccName(params.form)} (${iccFormNames[params.form].words}; ${iccFormNames[params.form].shroutFleiss} of Shrout and Fleiss) with its ${significant(params.level * 100)}% F interval and an F test against ${params.nullValue}; cases with a missing measurement were left out.`;

function clusterWarning({ ratings, patientCount }: RepeatedMeasurements): string[] {
  if (patientCount === null || patientCount >= ratings.cases) return [];
  return [
    `${counted(ratings.cases, 'case')} of ${counted(patientCount, 'patient')}: the intervals take lesions of one patient as independent.`,
  ];
}
