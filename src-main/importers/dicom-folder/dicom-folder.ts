import type { Importer } from '../importer.ts';
import { previewFolder } from './preview-folder.ts';
import { readFolder } from './read-folder.ts';

/** A folder of DICOM files in any arrangement: CT series become scans, chosen regions of RTSTRUCT and SEG become lesions. */
export const dicomFolder: Importer<'dicom-folder'> = {
  kind: 'dicom-folder',
  title: 'DICOM folder',
  claims: (_path, isFolder) => isFolder,
  preview: previewFolder,
  read: readFolder,
};
