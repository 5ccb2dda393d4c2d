import type { ScanSource } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import type { Geometry, Region, VoxelBox } from '#shared/imaging/geometry.ts';
import { openArray } from './open-array.ts';
import { openDicomSeries } from './open-dicom-series.ts';
import { openPngSlices } from './open-png-slices.ts';
import { openVolume } from './open-volume.ts';

/** A scan whose geometry is known and whose voxels can be read box by box. */
export interface OpenScan {
  readonly geometry: Geometry;
  /** DICOM's modality; `unknown` for formats that do not say. */
  readonly modality: string;
  readonly warnings: string[];
  /** Tells this scan from every other, wherever its files lie. */
  readonly headerHash: string;
  /** HU of a box inside the scan. DICOM reads only the slices of the box. */
  readRegion(box: VoxelBox): Promise<Region>;
  close(): Promise<void>;
}

/** Opens a scan of any format; refuses with `unreadable-file` or `unsupported`, and the reason. */
export async function openScan(source: ScanSource, options: { signal?: AbortSignal } = {}): Promise<OpenScan> {
  switch (source.format) {
    case 'dicom':
      return openDicomSeries(source.files, { ...options, ...(source.repair ? { repair: true } : {}) });
    case 'volume':
      return openVolume(source.path, options);
    case 'array':
      return openArray(source, options);
    case 'png-slices':
      return openPngSlices(source, options);
    case 'none':
      throw new AppError('unsupported', 'This lesion came without its scan: only its features are here.');
  }
}
