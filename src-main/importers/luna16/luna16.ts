import type { DatasetImporter } from '../dataset.ts';
import { isLuna16 } from './layout.ts';
import { previewLuna16 } from './preview-luna16.ts';
import { readLuna16 } from './read-luna16.ts';

/** LUNA16: MetaImage scans in subsets with annotations.csv, malignancy from the tables of the reference package. */
export const luna16: DatasetImporter = {
  id: 'luna16',
  title: 'LUNA16',
  detect: isLuna16,
  preview: previewLuna16,
  read: readLuna16,
};
