import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import Papa from 'papaparse';
import { z } from 'zod';
import type { Cell, Quantity } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import type { Figure } from '#shared/figure.ts';
import { columnFromCells, type DataTable, type TableColumn, textColumn } from '#shared/statistics/data-table.ts';
import type { Statistic } from '#shared/statistics/statistic.ts';
import { statistics } from '#shared/statistics/statistics.ts';
import { quantityText, significant } from '#shared/statistics/wording.ts';
import { exitCodes, parseOptions, printJson, requiredOption, type Verb, type VerbIo } from '../verb.ts';

export const verb: Verb = {
  name: 'stats',
  summary: 'Computes any statistic of the shelf on a CSV or TSV table, without a workspace.',
  usage: `<statistic> --table t.csv [--params p.json] [--patients COLUMN] [--json]
       (no argument) [--json]

  <statistic>        ${statistics.map(({ id }) => id).join(', ')}. Without it: the list, with --json the parameters as JSON Schema.
  --table FILE       Comma, semicolon or tab separated, with a header. Empty, NA, NaN, N/A, null and None are missing.
  --params FILE      The parameters as a JSON object. Absent: those proposed for the table, printed to standard error.
  --patients COLUMN  Rows that share its value belong to one patient. Absent: each row is a patient.
  --json             Prints the figure: values, tables, panels with all points, caption, methods, warnings; and params.`,
  async run(args, io) {
    const { values, positionals } = parseOptions(
      args,
      {
        table: { type: 'string' },
        params: { type: 'string' },
        patients: { type: 'string' },
        json: { type: 'boolean' },
      },
      { min: 0, max: 1 },
    );
    if (positionals[0] === undefined) return listShelf(io, values.json === true);
    const statistic = findStatistic(positionals[0]);
    const table = readTable(await readText(requiredOption('table', values.table)), values.patients);
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

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new AppError('unreadable-file', `${basename(path)} could not be read.`, { cause: error });
  }
}

function parseObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('invalid-input', 'The parameters are not valid JSON.', { cause: error });
  }
}

const missing = new Set(['', 'na', 'nan', 'n/a', 'null', 'none']);

/** A table from delimited text with a header line; a column in which every value present is a number is numeric. */
function readTable(text: string, patientColumn: string | undefined): DataTable {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: true });
  const [header, ...rows] = data;
  if (!header || rows.length === 0) throw new AppError('unreadable-file', 'The table has no rows below its header.');
  const columns = new Map<string, TableColumn>();
  header.forEach((title, index) => {
    const name = title.trim() || `column ${index + 1}`;
    if (columns.has(name)) throw new AppError('unreadable-file', `The table has two columns "${name}".`);
    columns.set(name, readColumn(rows.map((row) => (row[index] ?? '').trim())));
  });
  const table: DataTable = { rowCount: rows.length, subjects: null, patients: null, columns };
  return patientColumn === undefined ? table : { ...table, patients: numberPatients(table, patientColumn) };
}

function readColumn(texts: string[]): TableColumn {
  const present = texts.map((text) => (missing.has(text.toLowerCase()) ? null : text));
  const isNumeric = present.every((text) => text === null || Number.isFinite(Number(text)));
  return columnFromCells(present.map((text): Cell => (isNumeric && text !== null ? Number(text) : text)));
}

function numberPatients(table: DataTable, column: string): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(textColumn(table, column), (text, row) => {
    if (text === null) throw new AppError('invalid-input', `Row ${row + 1} has no value of ${column}.`);
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    return number;
  });
}

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
