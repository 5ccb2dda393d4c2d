import { readDicomFile } from './dicom-file.ts';
import { textOf } from './dicom-values.ts';
import { unsupported } from './file-bytes.ts';
import { type Segmentation, segmentationOf } from './segmentation.ts';
import { type StructureSet, structureSetOf } from './structure-set.ts';

/** A DICOM file of regions: contours or voxels. */
export type RegionFile = { readonly structureSet: StructureSet } | { readonly segmentation: Segmentation };

/** Reads an RTSTRUCT or SEG, whichever the file is; anything else is `unsupported`. */
export async function readRegionFile(path: string): Promise<RegionFile> {
  const file = await readDicomFile(path);
  const modality = textOf(file.dataSet, 'x00080060');
  if (modality === 'RTSTRUCT') return { structureSet: structureSetOf(path, file) };
  if (modality === 'SEG') return { segmentation: segmentationOf(path, file) };
  throw unsupported(path, `the modality is ${modality || 'not given'}; regions come as RTSTRUCT or SEG.`);
}
