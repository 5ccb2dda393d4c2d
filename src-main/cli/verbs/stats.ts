import { basename } from 'node:path';
import { z } from 'zod';
import type { Quantity } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import type { Figure } from '#shared/figure.ts';
import type { Attachments, GeneSetCollection } from '#shared/statistics/attachments.ts';
import type { DataTable } from '#shared/statistics/data-table.ts';
import type { Statistic } from '#shared/statistics/statistic.ts';
import { statistics } from '#shared/statistics/statistics.ts';
import { quantityText, significant } from '#shared/statistics/wording.ts';
import { readExpressionFile } from '../../importers/expression/expression-file.ts';
import { readGeneSetsFile } from '../../importers/gene-sets.ts';
import { type PatientNumbers, readTable, readText } from '../read-table.ts';
import { exitCodes, parseOptions, printJson, requiredOption, type Verb, type VerbIo } from '../verb.ts';

export const verb: Verb = {
  name: 'stats',
  summary: 'Computes any statistic of the shelf on a CSV or TSV table, without a workspace.',
  usage: `<statistic> --table t.csv [--params p.json] [--patients COLUMN] [--expression FILE] [--gene-sets FILE] [--json]
       (no argument) [--json]

  <statistic>        ${statistics.map(({ id }) => id).join(', ')}. Without it: the list, with --json the parameters as JSON Schema.
  --table FILE       Comma, semicolon or tab separated, with a header. Empty, NA, NaN, N/A, null and None are missing.
                     Columns pred_0, pred_1, ... are features. Statistics that compare models take a row per lesion and
                     run, with the columns run, model, fraction and lesion; of perturbed seeds, a row per draw.
  --params FILE      The parameters as a JSON object. Absent: those proposed for the table, printed to standard error.
  --patients COLUMN  Rows that share its value belong to one patient. Absent: each row is a patient.
  --expression FILE  Gene expression (genes x samples or samples x genes; CSV, TSV or XLSX); its samples are the patients.
  --gene-sets FILE   A gene set collection (GMT).
  --json             Prints the figure: values, tables, panels with all points, caption, methods, warnings; and params.`,
  async run(args, io) {
    const { values, positionals } = parseOptions(
      args,
      {
        table: { type: 'string' },
        params: { type: 'string' },
        patients: { type: 'string' },
        expression: { type: 'string' },
        'gene-sets': { type: 'string' },
        json: { type: 'boolean' },
      },
      { min: 0, max: 1 },
    );
    if (positionals[0] === undefined) return listShelf(io, values.json === true);
    const statistic = findStatistic(positionals[0]);
    const table = await readData(
      requiredOption('table', values.table),
      { patients: values.patients, expression: values.expression, geneSets: values['gene-sets'] },
      io.signal,
    );
    const params =
      values.params === undefined ? statistic.suggest(table) : knownParams(statistic, await readText(values.params));
    if (values.params === undefined) io.note(`Proposed parameters: ${JSON.stringify(params)}`);
    const figure = statistic.compute(table, params, { signal: io.signal });
    if (values.json) printJson(io, { ...figure, params: statistic.params.parse(params) });
    else printFigure(io, figure);
    return exitCodes.done;
  },
};

/** A misspelt parameter must not pass in silence with its default. */
function knownParams(statistic: Statistic, text: string): Record<string, unknown> {
  const params = z.record(z.string(), z.unknown()).parse(parseObject(text));
  const known = Object.keys(statistic.params.shape);
  const unknown = Object.keys(params).filter((name) => !known.includes(name));
  if (unknown.length === 0) return params;
  throw new AppError(
    'invalid-input',
    `${statistic.id} has no parameter ${unknown.join(', ')}. It has: ${known.join(', ')}.`,
  );
}

function findStatistic(id: string): Statistic {
  const found = statistics.find((statistic) => statistic.id === id);
  if (found) return found;
  throw new AppError(
    'invalid-input',
    `There is no statistic "${id}". There are: ${statistics.map((one) => one.id).join(', ')}.`,
  );
}

function listShelf(io: VerbIo, json: boolean): number {
  if (json) {
    const list = statistics.map(({ id, title, definition, params }) => ({
      id,
      title,
      definition,
      params: params.toJSONSchema({ io: 'input' }),
    }));
    printJson(io, { statistics: list });
  } else for (const { id, title, definition } of statistics) io.out(`${id}  ${title}. ${definition}`);
  return exitCodes.done;
}

function parseObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('invalid-input', 'The parameters are not valid JSON.', { cause: error });
  }
}

/** The table with what else the statistic needs. */
async function readData(
  path: string,
  options: { patients: string | undefined; expression: string | undefined; geneSets: string | undefined },
  signal: AbortSignal,
): Promise<DataTable> {
  const { table, patients } = readTable(await readText(path), options.patients);
  const attachments: Attachments = {
    ...table.attachments,
    ...(options.expression === undefined
      ? {}
      : { expression: await readExpression(options.expression, patients, signal) }),
    ...(options.geneSets === undefined ? {} : { geneSets: await readGeneSets(options.geneSets) }),
  };
  return { ...table, attachments };
}

async function readExpression(path: string, patients: PatientNumbers | null, signal: AbortSignal) {
  if (!patients)
    throw new AppError('invalid-input', 'Samples are matched to patients: say which column names them by --patients.');
  const known = patients.names.map((label, index) => ({ id: index + 1, label, keys: {} }));
  const { table } = await readExpressionFile({ path, orientation: null, sampleColumn: null, patients: known }, signal);
  return { ...table, name: basename(path), unit: '' };
}

const readGeneSets = async (path: string): Promise<GeneSetCollection> => ({
  name: basename(path),
  sets: (await readGeneSetsFile(path)).sets,
});

function printFigure(io: VerbIo, figure: Figure): void {
  const width = Math.max(...figure.values.map(({ label }) => label.length));
  for (const { label, quantity } of figure.values) io.out(`${label.padEnd(width)}  ${valueText(quantity)}`);
  for (const table of figure.tables) {
    io.out('');
    io.out([table.title, ...table.columns].join('\t'));
    for (const row of table.rows) io.out(['', ...row].join('\t'));
  }
  io.out('');
  io.out(figure.caption);
  io.out(figure.methods);
  for (const warning of figure.warnings) io.note(`Note: ${warning}`);
}

function valueText(quantity: Quantity): string {
  const unit = 'unit' in quantity && quantity.unit ? ` ${quantity.unit}` : '';
  return quantityText(quantity, (value) => significant(value, 6)) + unit;
}
