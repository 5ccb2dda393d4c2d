import { basename } from 'node:path';
import type { ImportPreview, TableMapping } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import { ColumnSniffer } from './cell-values.ts';
import { suggestArray, suggestTemplate } from './guess-images.ts';
import { guessImageColumn, guessMapping, guessPatientColumn } from './guess-mapping.ts';
import { PatientVariation } from './patient-variation.ts';
import { readTableRows, type TableHeader, type TableReader } from './table-rows.ts';

type TablePreview = Extract<ImportPreview, { kind: 'table' }>;

/** Reads all of the table once, keeping a few samples per column, and proposes a mapping. */
export async function previewTable(path: string, signal: AbortSignal): Promise<TablePreview> {
  const survey = new TableSurvey();
  await readTableRows(path, survey, signal);
  if (survey.rowCount === 0) throw new AppError('unreadable-file', `"${basename(path)}" has a header but no rows.`);
  const columns = survey.columns.map((name, index) => {
    const sniffer = survey.sniffers[index] as ColumnSniffer;
    return { name, sniffer, varies: survey.variation?.varies(index) ?? false };
  });
  const { mapping, warnings } = guessMapping(columns);
  const image = mapping.image ?? (await suggestTemplate(path, mapping.patient, survey.patients));
  const firstImages =
    mapping.image !== null && 'column' in mapping.image
      ? (columns.find(({ name }) => name === guessImageColumn(survey.columns))?.sniffer.samples ?? [])
      : [];
  const array = await suggestArray(path, image, mapping.patient, survey.patients, firstImages);
  const suggested: TableMapping = { ...mapping, image, imageFolder: null, array: array.array };
  const misfits = columns
    .filter(({ sniffer }) => sniffer.misfits > 0)
    .map(({ name, sniffer }) => ({
      item: name,
      message: `${sniffer.misfits} of ${sniffer.present} values are not numbers.`,
    }));
  return {
    kind: 'table',
    path,
    rowCount: survey.rowCount,
    columns: columns.map(({ name, sniffer }) => ({
      name,
      type: sniffer.type,
      samples: sniffer.samples,
      missing: sniffer.missing,
    })),
    suggested,
    warnings: [
      ...survey.warnings,
      ...[...warnings, ...array.warnings].map((message) => ({ item: basename(path), message })),
      ...misfits,
    ],
  };
}

class TableSurvey implements TableReader {
  columns: readonly string[] = [];
  sniffers: ColumnSniffer[] = [];
  rowCount = 0;
  variation: PatientVariation | null = null;
  readonly warnings: TablePreview['warnings'] = [];
  /** The first patients of the table. */
  readonly patients: string[] = [];
  #patientColumn = -1;
  #tooLong = 0;

  onHeader({ columns, decimalComma, warnings }: TableHeader): void {
    this.columns = columns;
    this.sniffers = columns.map(() => new ColumnSniffer(decimalComma));
    const patient = guessPatientColumn(columns) ?? guessImageColumn(columns);
    this.#patientColumn = patient === null ? 0 : columns.indexOf(patient);
    if (patient !== null) this.variation = new PatientVariation(this.#patientColumn, columns.length);
    for (const message of warnings) this.warnings.push({ item: 'workbook', message });
  }

  onRow(cells: readonly string[], line: number): void {
    this.rowCount++;
    if (cells.length > this.columns.length && ++this.#tooLong === 1) {
      this.warnings.push({
        item: `line ${line}`,
        message: 'The row has more values than the table has columns; such rows are refused.',
      });
    }
    this.sniffers.forEach((sniffer, index) => sniffer.add(cells[index] ?? ''));
    this.variation?.add(cells);
    if (this.patients.length < 40) this.patients.push(cells[this.#patientColumn] ?? '');
  }
}
