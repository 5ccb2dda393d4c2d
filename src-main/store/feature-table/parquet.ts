import { setImmediate } from 'node:timers/promises';
import { type ColumnSource, fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { type FeatureTable, type FeatureTableRow, type FeatureTableWriter, featureColumn } from './table.ts';

/** Small enough that other calls wait a fifth of a second at most for the foundation model's 4,096 features. */
const rowsPerGroup = 256;

/** Features do not repeat and hardly compress: they are written as they are. */
const plain = { encoding: 'PLAIN', codec: 'UNCOMPRESSED', statistics: false, offsetIndex: false } as const;

function columnsOf(table: FeatureTable, rows: readonly FeatureTableRow[]): ColumnSource[] {
  const features = Array.from({ length: table.dimension }, () => new Float32Array(rows.length));
  rows.forEach((row, index) => {
    const vector = table.features(row);
    features.forEach((column, feature) => {
      column[index] = vector[feature] ?? Number.NaN;
    });
  });
  const coordinate = (axis: 0 | 1 | 2): Float64Array => Float64Array.from(rows, (row) => row.seedMm[axis]);
  return [
    { name: 'patient', data: rows.map((row) => row.patient), type: 'STRING', nullable: false },
    { name: 'lesion', data: Int32Array.from(rows, (row) => row.lesion) },
    { name: 'coordX', data: coordinate(0) },
    { name: 'coordY', data: coordinate(1) },
    { name: 'coordZ', data: coordinate(2) },
    ...features.map((data, index) => ({ name: featureColumn(index), data, ...plain })),
  ];
}

export const writeFeatureParquet: FeatureTableWriter = async (table, open) => {
  const writer = fileWriter(open(''));
  const schema = schemaFromColumnData({ columnData: columnsOf(table, []) });
  const parquet = new ParquetWriter({ writer, schema });
  for (let start = 0; start < table.rows.length; start += rowsPerGroup) {
    await parquet.write({
      columnData: columnsOf(table, table.rows.slice(start, start + rowsPerGroup)),
      rowGroupSize: rowsPerGroup,
    });
    await setImmediate();
  }
  await parquet.finish();
};
