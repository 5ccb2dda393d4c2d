import { open } from 'node:fs/promises';
import { toBlob } from '../vectors.ts';
import { rowNames, writeLines } from './csv.ts';
import { type FeatureTableWriter, nameColumns } from './table.ts';

/** Head of a version 1.0 .npy file of float32 rows, padded so that the data start at a multiple of 64. */
function npyHead(rows: number, columns: number): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const head = Buffer.alloc(10 + length, ' ');
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(length, 8);
  head.write(text, 10, 'latin1');
  head.write('\n', 10 + length - 1, 'latin1');
  return head;
}

/** The matrix, rows x dimension, and the names of its rows in a table beside it. */
export const writeFeatureNpy: FeatureTableWriter = async (table, openPath) => {
  await using file = await open(openPath(''), 'wx');
  await file.write(npyHead(table.rows.length, table.dimension));
  for (const row of table.rows) await file.write(toBlob(table.features(row)));
  await writeLines(openPath('.rows.csv'), nameColumns.join(','), table.rows, rowNames);
};
