import { z } from 'zod';
import type { RegionSource, ScanSource } from '#shared/domain/entities.ts';
import { fromJson, type WriteDb } from './database.ts';
import { defineEdit } from './edit-kind.ts';

/** The path with its folder exchanged; null where it does not lie below that folder. Both kinds of separators are understood. */
export function movedPath(path: string, from: string, to: string): string | null {
  const folder = from.replace(/[\\/]+$/, '');
  if (path !== folder && !(path.startsWith(folder) && /[\\/]/.test(path[folder.length] ?? ''))) return null;
  const rest = path.slice(folder.length);
  const target = to.replace(/[\\/]+$/, '');
  return target + (target.includes('\\') ? rest.replaceAll('/', '\\') : rest.replaceAll('\\', '/'));
}

/** A scan's files below another folder; null where none of them lies below `from`. */
export function movedSource(source: ScanSource, from: string, to: string): ScanSource | null {
  const moved = (path: string): string => movedPath(path, from, to) ?? path;
  const changed: ScanSource =
    source.format === 'none'
      ? source
      : 'files' in source
        ? { ...source, files: source.files.map(moved) }
        : { ...source, path: moved(source.path) };
  return JSON.stringify(changed) === JSON.stringify(source) ? null : changed;
}

const relinkTarget = z.object({
  cohortId: z.number().int(),
  scanIds: z.array(z.number().int()),
  from: z.string(),
  to: z.string(),
});

/** Where the files of scans and their outlines are looked for: the audit log names no folder, for folders name patients. */
export const relinkScans = defineEdit(relinkTarget, z.object({ place: z.enum(['old', 'new']) }), {
  read(db, { scanIds, from, to }) {
    const [first = 0] = scanIds;
    const row = db.get<{ source: string }>('SELECT source FROM scans WHERE id = ?', [first]);
    if (!row) return undefined;
    const [isOld, isNew] = [from, to].map((folder) => movedSource(fromJson(row.source), folder, '\0') !== null);
    // One folder may lie in the other: the inner one tells.
    return { place: isNew && (!isOld || to.length > from.length) ? ('new' as const) : ('old' as const) };
  },
  write(db, { scanIds, from, to }, { place }) {
    const [off, on] = place === 'new' ? [from, to] : [to, from];
    for (const scanId of scanIds) moveFilesOf(db, scanId, off, on);
  },
  describe: (_db, { cohortId, scanIds }) => ({
    subject: `cohort ${cohortId}, ${scanIds.length} scans`,
    label: `Look for the files of ${scanIds.length === 1 ? 'a scan' : `${scanIds.length} scans`} elsewhere`,
  }),
});

function moveFilesOf(db: WriteDb, scanId: number, from: string, to: string): void {
  const scan = db.get<{ source: string }>('SELECT source FROM scans WHERE id = ?', [scanId]);
  const source = scan && movedSource(fromJson(scan.source), from, to);
  if (source) db.run('UPDATE scans SET source = ? WHERE id = ?', [JSON.stringify(source), scanId]);
  const lesions = db.all<{ id: number; region: string }>(
    'SELECT id, region FROM lesions WHERE scan_id = ? AND region IS NOT NULL',
    [scanId],
  );
  for (const { id, region } of lesions) {
    const known = fromJson<RegionSource>(region);
    const path = movedPath(known.path, from, to);
    if (path !== null) db.run('UPDATE lesions SET region = ? WHERE id = ?', [JSON.stringify({ ...known, path }), id]);
  }
}
