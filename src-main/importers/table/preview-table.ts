import { basename } from 'node:path';
import type { ImportPreview, TableMapping } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import { ColumnSniffer } from './cell-values.ts';
import { fillTemplate } from './file-template.ts';
import { suggestArray, suggestTemplate } from './guess-images.ts';
import { guessImageColumn, guessMapping, guessPatientColumn } from './guess-mapping.ts';
import { IdentifierShapes } from './identifier-shapes.ts';
import { ImagePathFinder } from './image-path.ts';
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
  const image = mapping.image ?? (await suggestTemplate(path, mapping, survey.patients));
  const images = imageCells(image, mapping.patient, survey);
  const array = await suggestArray(path, images);
  const suggested: TableMapping = {
    ...mapping,
    image,
    seed: image === null ? null : mapping.seed,
    imageFolder: null,
    array: array.array,
  };
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
      ...[...warnings, ...array.warnings, ...missingImages(path, images), ...survey.oddIdentifiers].map((message) => ({
        item: basename(path),
        message,
      })),
      ...firstOf(misfits, basename(path)),
    ],
  };
}

/** The first few of many like warnings, and how many more there are. */
function firstOf(warnings: TablePreview['warnings'], item: string): TablePreview['warnings'] {
  if (warnings.length <= 5) return warnings;
  return [
    ...warnings.slice(0, 4),
    { item, message: `${warnings.length - 4} more columns have values that are not numbers.` },
  ];
}

/** What the first rows say of their images: the cells of the image column, or the filled template. */
function imageCells(image: TableMapping['image'], patientColumn: string, survey: TableSurvey): string[] {
  if (image === null) return [];
  const index = survey.columns.indexOf('column' in image ? image.column : patientColumn);
  const cells = survey.firstRows.map((cells) => cells[index] ?? '');
  return 'column' in image ? cells : cells.map((id) => fillTemplate(image.template, () => id));
}

function missingImages(path: string, images: readonly string[]): string[] {
  const finder = new ImagePathFinder(path, null);
  const missing = images.filter((cell) => !finder.has(cell)).length;
  if (missing === 0) return [];
  return [
    `Of the first ${images.length} images, ${missing === images.length ? 'none' : `only ${images.length - missing}`} can be found. Choose the folder that holds the images.`,
  ];
}

class TableSurvey implements TableReader {
  columns: readonly string[] = [];
  sniffers: ColumnSniffer[] = [];
  rowCount = 0;
  variation: PatientVariation | null = null;
  readonly warnings: TablePreview['warnings'] = [];
  readonly firstRows: (readonly string[])[] = [];
  readonly #shapes = new IdentifierShapes();
  #patientColumn = 0;
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
    this.#shapes.add(cells[this.#patientColumn] ?? '', line);
    if (this.firstRows.length < 40) this.firstRows.push(cells);
  }
  get patients(): string[] {
    return this.firstRows.map((cells) => cells[this.#patientColumn] ?? '');
  }

  get oddIdentifiers(): string[] {
    const odd = this.#shapes.oddOnes;
    if (!odd) return [];
    const rows = odd.count === 1 ? 'One row has a patient identifier' : `${odd.count} rows have patient identifiers`;
    return [`${rows} unlike all others (first in line ${odd.firstLine}): notes below the table, perhaps.`];
  }
}
