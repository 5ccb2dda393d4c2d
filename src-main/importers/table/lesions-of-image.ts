import type { Cell } from '#shared/domain/entities.ts';
import type { ImportedLesion } from '#shared/domain/imported.ts';
import { AppError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import type { TableRow } from './row-collector.ts';

/** A row with its seed found and checked. */
export interface PlacedRow {
  readonly row: TableRow;
  readonly lesion: ImportedLesion;
}

export interface JoinedLesions {
  readonly lesions: ImportedLesion[];
  /** What became of each line that was taken. */
  readonly taken: { line: number; message: string }[];
  readonly failures: { line: number; error: AppError }[];
}

/**
 * Joins the rows of one image that are about the same lesion: by the lesion column; without one, rows with the same seed,
 * and rows by different readers where each has exactly one. The seed of a lesion that several readers marked is the mean
 * of theirs.
 */
export function joinLesions(placed: readonly PlacedRow[]): JoinedLesions {
  const joined: JoinedLesions = { lesions: [], taken: [], failures: [] };
  for (const rows of groupRows(placed)) joinOne(rows, joined);
  return joined;
}

function groupRows(placed: readonly PlacedRow[]): PlacedRow[][] {
  const groups = new Map<string, PlacedRow[]>();
  const readers = placed.flatMap(({ row }) => (row.lesion === null && row.reader !== null ? [row.reader] : []));
  const onePerReader = new Set(readers).size === readers.length;
  for (const one of placed) {
    const { lesion, reader, line } = one.row;
    const key =
      lesion !== null
        ? `lesion ${lesion}`
        : reader !== null && onePerReader
          ? 'read'
          : reader !== null
            ? `line ${line}`
            : `seed ${one.lesion.seedMm.join(' ')}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

function joinOne(rows: readonly PlacedRow[], joined: JoinedLesions): void {
  const [first, ...others] = rows;
  if (!first) return;
  const values: Record<string, Cell> = { ...first.lesion.values };
  const readings = new Map<string, Vec3>();
  if (first.row.reader !== null) readings.set(first.row.reader, first.lesion.seedMm);
  let features = first.lesion.features ?? null;
  joined.taken.push({ line: first.row.line, message: 'A lesion.' });
  for (const { row, lesion } of others) {
    const problem = conflictOf(first, row, lesion, values, readings);
    if (problem) {
      joined.failures.push({ line: row.line, error: new AppError('conflict', problem) });
      continue;
    }
    for (const [name, value] of Object.entries(lesion.values ?? {})) values[name] ??= value;
    if (row.reader !== null) readings.set(row.reader, lesion.seedMm);
    features ??= lesion.features ?? null;
    const what = row.reader === null ? 'The same lesion as' : 'Another reading of the lesion of';
    joined.taken.push({ line: row.line, message: `${what} line ${first.row.line}.` });
  }
  joined.lesions.push({
    ...first.lesion,
    seedMm: meanSeed(readings) ?? first.lesion.seedMm,
    ...(Object.keys(values).length > 0 ? { values } : {}),
    ...(readings.size > 0 ? { readers: [...readings].map(([reader, seedMm]) => ({ reader, seedMm })) } : {}),
    ...(features ? { features } : {}),
  });
}

/** Why a further row cannot be about the lesion of the first, in words; null where it can. */
function conflictOf(
  first: PlacedRow,
  row: TableRow,
  lesion: ImportedLesion,
  values: Readonly<Record<string, Cell>>,
  readings: ReadonlyMap<string, Vec3>,
): string | null {
  const at = `line ${first.row.line}`;
  const sameSeed = lesion.seedMm.every((value, axis) => value === first.lesion.seedMm[axis]);
  if (row.reader === null || first.row.reader === null) {
    if (!sameSeed)
      return `The lesion has another seed in ${at}. If different persons set them, choose the column that names the reader.`;
  } else if (readings.has(row.reader) && !(sameSeed && row.reader === first.row.reader)) {
    return `The same reader has marked this lesion already (see ${at}). If it is another lesion, choose the column that tells them apart.`;
  }
  const differing = Object.entries(lesion.values ?? {}).find(
    ([name, value]) => value !== null && (values[name] ?? null) !== null && values[name] !== value,
  );
  return differing
    ? `${differing[0]} is "${differing[1]}" here and "${values[differing[0]]}" in ${at}, for the same lesion.`
    : null;
}

function meanSeed(readings: ReadonlyMap<string, Vec3>): Vec3 | null {
  if (readings.size < 2) return null;
  const seeds = [...readings.values()];
  const mean = (axis: 0 | 1 | 2): number => seeds.reduce((sum, seed) => sum + seed[axis], 0) / seeds.length;
  return [mean(0), mean(1), mean(2)];
}
