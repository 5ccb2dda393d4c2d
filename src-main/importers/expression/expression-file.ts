import { basename } from 'node:path';
import type { ExpressionPreview, ExpressionReading, ExpressionReport } from '#shared/contract/biology.ts';
import { AppError } from '#shared/errors.ts';
import { type BuiltExpression, buildExpression } from './build-expression.ts';
import { guessUnit } from './guess-unit.ts';
import { countMatches, namingColumns, type SamplePatient } from './match-samples.ts';
import { type NamedMatrix, readMatrix } from './read-matrix.ts';

export interface ExpressionRequest extends ExpressionReading {
  readonly patients: readonly SamplePatient[];
}

const shownNames = 5;

/** Reads the file as an import would, and says what would come of it. */
export async function previewExpression(
  { path, orientation, sampleColumn, patients }: ExpressionRequest,
  signal: AbortSignal,
): Promise<ExpressionPreview> {
  const matrix = await readMatrix(path, signal);
  const way = orientation ?? detectOrientation(matrix, patients);
  const names = way === 'genes-in-rows' ? matrix.columnNames : matrix.rowNames;
  const sampleColumns = namingColumns(names, patients);
  const column = sampleColumn ?? proposedColumn(names, patients, sampleColumns);
  const { table, report, unmatched } = buildExpression(matrix, way, patients, column);
  const unit = guessUnit(table.values.length > 0 ? table.values : matrix.values);
  return {
    path,
    report,
    sampleColumn: column,
    sampleColumns,
    geneNames: table.genes.slice(0, shownNames),
    unmatchedNames: unmatched.slice(0, shownNames),
    suggestedName: basename(path).replace(/(\.(csv|tsv|txt|xlsx|gz))+$/i, ''),
    suggestedUnit: unit,
    warnings: warningsOf(report, table.genes, unit),
  };
}

/** Reads the expression of the cohort's patients; `invalid-input` where no sample is one of theirs. */
export async function readExpressionFile(
  { path, orientation, sampleColumn, patients }: ExpressionRequest,
  signal: AbortSignal,
): Promise<BuiltExpression> {
  const matrix = await readMatrix(path, signal);
  const built = buildExpression(matrix, orientation ?? detectOrientation(matrix, patients), patients, sampleColumn);
  if (built.report.genes === 0)
    throw new AppError('unreadable-file', `"${basename(path)}" holds no gene with a name and a number.`);
  if (built.report.matched > 0) return built;
  throw new AppError(
    'invalid-input',
    sampleColumn === null
      ? `No sample of "${basename(path)}" has the label of a patient of this cohort. Choose the clinical column that holds the names of the samples, or exchange rows and columns.`
      : `No sample of "${basename(path)}" stands in the column "${sampleColumn}".`,
  );
}

/** The side that names more patients holds the samples; where neither does, genes are more than samples. */
function detectOrientation(matrix: NamedMatrix, patients: readonly SamplePatient[]): ExpressionReport['orientation'] {
  const columns = ['', ...Object.keys(patients[0]?.keys ?? {})];
  const best = (names: readonly string[]): number =>
    Math.max(...columns.map((column) => countMatches(names, patients, column === '' ? null : column)));
  const [inColumns, inRows] = [best(matrix.columnNames), best(matrix.rowNames)];
  if (inColumns !== inRows) return inColumns > inRows ? 'genes-in-rows' : 'samples-in-rows';
  return matrix.rowNames.length >= matrix.columnNames.length ? 'genes-in-rows' : 'samples-in-rows';
}

/** A clinical column where it names more samples than the labels do. */
function proposedColumn(
  names: readonly string[],
  patients: readonly SamplePatient[],
  columns: readonly { name: string; matches: number }[],
): string | null {
  const [best] = columns;
  return best && best.matches > countMatches(names, patients, null) ? best.name : null;
}

/** Names that a spreadsheet turned into dates: `1-Mar`, `2023-09-02 00:00:00`. */
const dateLike = /^\d{1,2}-(mar|sep|sept|dec|mrz|dez)$|^\d{4}-\d{2}-\d{2}/i;

function warningsOf(report: ExpressionReport, genes: readonly string[], unit: string): string[] {
  const dates = genes.filter((name) => dateLike.test(name)).length;
  const cells = report.genes * report.matched;
  return [
    ...(report.matched === 0 ? ['No sample belongs to a patient of this cohort.'] : []),
    ...(report.matched > 0 && report.matched < 10
      ? [`Only ${report.matched} patients have a sample: too few for correlations.`]
      : []),
    ...(dates > 0
      ? [
          `${dates === 1 ? 'A gene name looks like a date' : `${dates} gene names look like dates`} (as MARCH1 does once it is 1-Mar): a spreadsheet changed what it read.`,
        ]
      : []),
    ...(report.textCells > 0 ? [`${report.textCells} cells hold text and count as missing.`] : []),
    ...(cells > 0 && report.missingCells > 0.2 * cells
      ? [`${((100 * report.missingCells) / cells).toFixed(0)}% of the values are missing.`]
      : []),
    ...(unit === 'not logarithmic'
      ? ['The values reach beyond 100: they do not look logarithmic. Take log2(x + 1) first, or use rank correlations.']
      : []),
  ];
}
