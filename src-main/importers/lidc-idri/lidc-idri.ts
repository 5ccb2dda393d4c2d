import type { DatasetImporter } from '../dataset.ts';
import { isLidcIdri } from './layout.ts';
import { previewLidc } from './preview-lidc.ts';
import { readLidc } from './read-lidc.ts';

/** LIDC-IDRI: DICOM series with the marks of up to four readers, joined to nodules. */
export const lidcIdri: DatasetImporter = {
  id: 'lidc-idri',
  title: 'LIDC-IDRI',
  detect: isLidcIdri,
  preview: previewLidc,
  read: readLidc,
};
