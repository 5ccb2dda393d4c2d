import type { Importer } from '../importer.ts';
import { previewTable } from './preview-table.ts';
import { readTable } from './read-table.ts';
import { isTablePath } from './table-rows.ts';

/** A table (CSV, TSV, XLSX) of patients: clinical values, images and seeds, each if mapped. */
export const table: Importer<'table'> = {
  kind: 'table',
  title: 'Table',
  claims: (path, isFolder) => !isFolder && isTablePath(path),
  preview: previewTable,
  read: readTable,
};
