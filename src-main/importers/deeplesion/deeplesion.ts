import type { DatasetImporter } from '../dataset.ts';
import { isDeepLesion } from './layout.ts';
import { previewDeepLesion } from './preview-deeplesion.ts';
import { readDeepLesion } from './read-deeplesion.ts';

/** DeepLesion: slices or volumes, with DL_info.csv or the seed tables of the reference package. */
export const deepLesion: DatasetImporter = {
  id: 'deeplesion',
  title: 'DeepLesion',
  detect: isDeepLesion,
  preview: previewDeepLesion,
  read: readDeepLesion,
};
