import { stat } from 'node:fs/promises';
import { onlySeries } from '#main/importers/dicom-folder/only-series.ts';
import { parseNumber } from '#main/importers/table/cell-values.ts';
import { ImagePathFinder } from '#main/importers/table/image-path.ts';
import { readTableRows } from '#main/importers/table/table-rows.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import { AppError, isCancelled, toWireError, type WireError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';

/** The columns that the reference package reads: paths and LPS millimetres. */
const pathColumn = 'image_path';
const seedColumns = ['coordX', 'coordY', 'coordZ'] as const;
/** Centre of a bare array of 50 voxels of 1 mm whose first voxel lies at 0. */
const patchCentre = (patchEdge - 1) / 2;

export interface CohortRows {
  readonly columns: readonly string[];
  /** The table's cells as they are. */
  readonly rows: readonly (readonly string[])[];
  /** By row; those without an image or seed are in `failures`. */
  readonly items: { id: number; source: ScanSource; seedMm: Vec3 }[];
  readonly failures: { id: number; error: WireError }[];
  /** The line of each row in the file. */
  readonly lines: readonly number[];
}

/**
 * Reads a cohort table: `image_path` (a volume, a folder of one DICOM CT series, or a `.npy`/`.npz` array in Z, Y, X)
 * and `coordX, coordY, coordZ`. Ready-cut `.npy` patches need no coordinates: the seed is their centre.
 */
export async function readCohortRows(
  path: string,
  options: { images: string | null; intensity: 'hu' | 'scaled'; signal: AbortSignal },
): Promise<CohortRows> {
  const { signal } = options;
  let columns: readonly string[] = [];
  let decimalComma = false;
  const rows: (readonly string[])[] = [];
  const lines: number[] = [];
  const reader = {
    onHeader: (header: { columns: readonly string[]; decimalComma: boolean }) => {
      ({ columns, decimalComma } = header);
    },
    onRow: (cells: readonly string[], line: number) => {
      rows.push(cells);
      lines.push(line);
    },
  };
  await readTableRows(path, reader, signal);
  const pathIndex = columns.indexOf(pathColumn);
  const seedIndices = seedColumns.map((name) => columns.indexOf(name));
  if (pathIndex < 0)
    throw new AppError('invalid-input', `The table has no column ${pathColumn}. Its columns: ${columns.join(', ')}.`);
  const finder = new ImagePathFinder(path, options.images, { anywhere: true });
  const sources = new Map<string, Promise<ScanSource>>();
  const result: CohortRows = { columns, rows, lines, items: [], failures: [] };
  for (const [id, cells] of rows.entries()) {
    signal.throwIfAborted();
    try {
      const image = finder.find(cells[pathIndex] ?? '');
      const source = sources.get(image) ?? sourceOf(image, options.intensity, signal);
      sources.set(image, source);
      result.items.push({
        id,
        source: await source,
        seedMm: seedOf(
          seedIndices.map((index) => cells[index] ?? ''),
          image,
          decimalComma,
        ),
      });
    } catch (error) {
      if (isCancelled(error)) throw error;
      result.failures.push({ id, error: toWireError(error) });
    }
  }
  return result;
}

async function sourceOf(path: string, intensity: 'hu' | 'scaled', signal: AbortSignal): Promise<ScanSource> {
  if (/\.np[yz]$/i.test(path)) return { format: 'array', path, arrayName: null, axisOrder: 'zyx', intensity };
  if ((await stat(path)).isDirectory()) return { format: 'dicom', files: await onlySeries(path, signal) };
  return { format: 'volume', path };
}

function seedOf(cells: readonly string[], image: string, decimalComma: boolean): Vec3 {
  const [x, y, z] = cells.map((cell) => parseNumber(cell, decimalComma) ?? Number.NaN) as [number, number, number];
  if (Number.isFinite(x + y + z)) return [x, y, z];
  if (cells.every((cell) => cell.trim() === '') && /\.np[yz]$/i.test(image))
    return [patchCentre, patchCentre, patchCentre];
  throw new AppError('invalid-input', `The row needs numbers in ${seedColumns.join(', ')}.`);
}
