import { open } from 'node:fs/promises';
import {
  type FeatureTable,
  type FeatureTableRow,
  type FeatureTableWriter,
  featureColumn,
  nameColumns,
} from './table.ts';

/** RFC 4180: quoted where a comma, a quote, a line break or outer blanks would be misread. */
const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const rowNames = (row: FeatureTableRow): string => [quoted(row.patient), row.lesion, ...row.seedMm].join(',');

/** Nine significant digits give a float32 back exactly. */
const float32Text = (value: number): string => String(Number(value.toPrecision(9)));

const rowsPerWrite = 8;

/** Writes lines in portions, so that other calls are answered in between. */
export async function writeLines(
  path: string,
  header: string,
  rows: FeatureTable['rows'],
  line: (row: FeatureTableRow) => string,
): Promise<void> {
  await using file = await open(path, 'wx');
  await file.write(`${header}\n`);
  for (let start = 0; start < rows.length; start += rowsPerWrite) {
    const lines = rows.slice(start, start + rowsPerWrite).map(line);
    await file.write(`${lines.join('\n')}\n`);
  }
}

export const writeFeatureCsv: FeatureTableWriter = (table, openPath) => {
  const header = [...nameColumns, ...Array.from({ length: table.dimension }, (_, index) => featureColumn(index))].join(
    ',',
  );
  return writeLines(
    openPath(''),
    header,
    table.rows,
    (row) => `${rowNames(row)},${Array.from(table.features(row), float32Text).join(',')}`,
  );
};
