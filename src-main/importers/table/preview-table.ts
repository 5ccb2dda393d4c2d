import { basename } from 'node:path';
import type { ImportPreview, TableMapping } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import { sensitiveKind, sensitiveWarning } from '../deidentify/sensitive-columns.ts';
import { ColumnSniffer, parseNumber, pointOf } from './cell-values.ts';
import { fillTemplate } from './file-template.ts';
import { plainArray, suggestArray, suggestTemplate } from './guess-images.ts';
import { guessImageColumn, guessMapping, guessPatientColumn } from './guess-mapping.ts';
import { commonFolder, guessSeedSpace, type SeedSample } from './guess-places.ts';
import { IdentifierShapes } from './identifier-shapes.ts';
import { ImagePathFinder } from './image-path.ts';
import { refuseTooWide } from './mapped-columns.ts';
import { PatientVariation } from './patient-variation.ts';
import { looseIdentifier } from './similar-identifiers.ts';
import { readTableRows, type TableHeader, type TableReader } from './table-rows.ts';

type TablePreview = Extract<ImportPreview, { kind: 'table' }>;

/** Tables of more patients are not looked through for identifiers that are nearly alike. */
const mostIdentifiers = 500_000;

/** Reads all of the table once, keeping a few samples per column, and proposes a mapping. */
export async function previewTable(path: string, signal: AbortSignal): Promise<TablePreview> {
  const survey = new TableSurvey();
  await readTableRows(path, survey, signal);
  if (survey.rowCount === 0) throw new AppError('unreadable-file', `"${basename(path)}" has a header but no rows.`);
  const columns = survey.columns.map((name, index) => {
    const sniffer = survey.sniffers[index] as ColumnSniffer;
    return { name, sniffer, varies: survey.variation?.varies(index) ?? false };
  });
  const guessed = guessMapping(columns);
  const placed = await placeImages(path, guessed.mapping, survey, signal);
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
    suggested: placed.mapping,
    warnings: [
      ...survey.warnings,
      ...[...guessed.warnings, ...placed.warnings, ...survey.identifierWarnings].map((message) => ({
        item: basename(path),
        message,
      })),
      ...guessed.columnWarnings,
      ...sensitiveColumns(columns, placed.mapping.patient),
      ...firstOf(misfits, basename(path)),
    ],
  };
}

/** Looks for the images that the first rows name, and at where their seeds lie. */
async function placeImages(
  path: string,
  guessed: Omit<TableMapping, 'array' | 'imageFolder'>,
  survey: TableSurvey,
  signal: AbortSignal,
): Promise<{ mapping: TableMapping; warnings: string[] }> {
  const image = guessed.image ?? (await suggestTemplate(path, guessed, survey.patients));
  const cells = imageCells(image, guessed.patient, survey);
  const imageFolder = missingImages(path, null, cells).length > 0 ? commonFolder(cells) : null;
  const missing = missingImages(path, imageFolder, cells);
  if (guessed.features !== null && missing.length === cells.length) {
    const warnings =
      cells.length > 0 ? ['None of the images can be found: the features are proposed without their scans.'] : [];
    const mapping = { ...guessed, ...withoutImage, array: plainArray, imageFolder: null };
    return { mapping, warnings };
  }
  const finder = new ImagePathFinder(path, imageFolder);
  const found = cells.map((cell) => (missing.includes(cell) ? '' : finder.find(cell)));
  const { array, warnings } = await suggestArray(found.filter((file) => file !== ''));
  const mapping: TableMapping = {
    ...guessed,
    ...(image === null ? withoutImage : { image }),
    seed: image === null ? null : guessed.seed,
    imageFolder,
    array,
  };
  if (imageFolder !== null)
    warnings.push('The images lie outside the folder of the table; the folder that holds them all is proposed.');
  if (missing.length > 0) {
    warnings.push(
      `Of the first ${cells.length} images, ${missing.length === cells.length ? 'none' : `only ${cells.length - missing.length}`} can be found. Choose the folder that holds the images.`,
    );
  }
  const { seed } = mapping;
  if (seed === null) return { mapping, warnings };
  const seedSpace = await guessSeedSpace(survey.seeds(seed, found), mapping, signal);
  if (seedSpace === null || seedSpace === mapping.seedSpace) return { mapping, warnings };
  warnings.push(
    seedSpace === 'RAS'
      ? 'As LPS millimetres the first seeds lie outside their images, with the signs of x and y turned inside: RAS is proposed.'
      : `The first seeds lie inside their images only as ${seedSpace === 'voxel' ? 'voxel indices' : 'LPS millimetres'}, which is proposed.`,
  );
  return { mapping: { ...mapping, seedSpace }, warnings };
}

const withoutImage = { image: null, mask: null, lesion: null, reader: null };

function sensitiveColumns(
  columns: readonly { name: string; sniffer: ColumnSniffer }[],
  patient: string,
): TablePreview['warnings'] {
  return columns.flatMap(({ name, sniffer }) => {
    if (sniffer.present === 0 || name === patient) return [];
    const kind = sensitiveKind(name);
    if (kind !== null && kind !== 'date') return [{ item: name, message: sensitiveWarning[kind] }];
    return sniffer.holdsDates ? [{ item: name, message: sensitiveWarning.date }] : [];
  });
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

/** Those of the cells whose image cannot be found. */
function missingImages(path: string, imageFolder: string | null, cells: readonly string[]): string[] {
  const finder = new ImagePathFinder(path, imageFolder);
  return cells.filter((cell) => !finder.has(cell));
}

class TableSurvey implements TableReader {
  columns: readonly string[] = [];
  sniffers: ColumnSniffer[] = [];
  rowCount = 0;
  variation: PatientVariation | null = null;
  readonly warnings: TablePreview['warnings'] = [];
  readonly firstRows: (readonly string[])[] = [];
  readonly #shapes = new IdentifierShapes();
  readonly #identifiers = new Map<string, { id: string; line: number }>();
  #alike: { line: number; like: number }[] = [];
  #alikeCount = 0;
  #decimalComma = false;
  #patientColumn = 0;
  #tooLong = 0;

  onHeader({ columns, decimalComma, warnings }: TableHeader): void {
    refuseTooWide(columns);
    this.columns = columns;
    this.#decimalComma = decimalComma;
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
    this.#compare((cells[this.#patientColumn] ?? '').trim(), line);
    this.#shapes.add(cells[this.#patientColumn] ?? '', line);
    if (this.firstRows.length < 40) this.firstRows.push(cells);
  }
  get patients(): string[] {
    return this.firstRows.map((cells) => cells[this.#patientColumn] ?? '');
  }

  /** The seeds of the first rows, with the images that were found. */
  seeds({ x, y, z }: NonNullable<TableMapping['seed']>, images: readonly string[]): SeedSample[] {
    const indices = [x, y, z].map((name) => this.columns.indexOf(name));
    return this.firstRows.flatMap((cells, row) => {
      const path = images[row] ?? '';
      const seed = pointOf(indices.map((index) => parseNumber(cells[index] ?? '', this.#decimalComma)));
      return path !== '' && seed ? [{ path, seed }] : [];
    });
  }

  #compare(id: string, line: number): void {
    if (id === '' || this.#identifiers.size > mostIdentifiers) return;
    const loose = looseIdentifier(id);
    const known = this.#identifiers.get(loose);
    if (!known) this.#identifiers.set(loose, { id, line });
    else if (known.id !== id && ++this.#alikeCount <= 3) this.#alike.push({ line, like: known.line });
  }

  get identifierWarnings(): string[] {
    const warnings: string[] = [];
    const odd = this.#shapes.oddOnes;
    if (odd) {
      const rows = odd.count === 1 ? 'One row has a patient identifier' : `${odd.count} rows have patient identifiers`;
      warnings.push(`${rows} unlike all others (first in line ${odd.firstLine}): notes below the table, perhaps.`);
    }
    if (this.#alikeCount > 0) {
      const lines = this.#alike.map(({ line, like }) => `line ${line} and line ${like}`).join('; ');
      warnings.push(
        `Patient identifiers are the same but for case, marks or leading zeros (${lines}${this.#alikeCount > 3 ? '; and more' : ''}). They count as different patients: spell them alike if they are one.`,
      );
    }
    return warnings;
  }
}
