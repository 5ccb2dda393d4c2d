import type { GeneSetsRecord } from '#shared/contract/biology.ts';
import type { GeneSetsId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import type { GeneSetCollection } from '#shared/statistics/attachments.ts';
import { recordAudit } from './audit.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';

interface RecordRow {
  id: GeneSetsId;
  name: string;
  set_count: number;
  created_at: string;
}

const toRecord = ({ id, name, set_count, created_at }: RecordRow): GeneSetsRecord => ({
  id,
  name,
  setCount: set_count,
  createdAt: created_at,
});

const select = 'SELECT id, name, set_count, created_at FROM gene_set_collections';

/** Newest first. */
export const listGeneSets = (db: ReadDb): GeneSetsRecord[] =>
  db.all<RecordRow>(`${select} ORDER BY id DESC`).map(toRecord);

function recordRow(db: ReadDb, geneSetsId: GeneSetsId): RecordRow {
  const row = db.get<RecordRow>(`${select} WHERE id = ?`, [geneSetsId]);
  if (!row) throw new AppError('not-found', 'This collection of gene sets is no longer in the workspace.');
  return row;
}

export interface GeneSetsDraft extends GeneSetCollection {
  readonly sha256: string;
}

/** Adds a collection; `conflict` where the workspace has the same sets already. */
export function insertGeneSets(db: WriteDb, { name, sets, sha256 }: GeneSetsDraft, who: string): GeneSetsRecord {
  return db.transaction(() => {
    const known = db.get<RecordRow>(`${select} WHERE sha256 = ?`, [sha256]);
    if (known) throw new AppError('conflict', `These gene sets are in the workspace already, as “${known.name}”.`);
    const { insertedId } = db.run(
      'INSERT INTO gene_set_collections (name, sets, set_count, sha256, created_at) VALUES (?, ?, ?, ?, ?)',
      [name, JSON.stringify(sets), sets.length, sha256, now()],
    );
    recordAudit(db, {
      who,
      action: 'geneSets.import',
      subject: `gene sets ${insertedId}`,
      before: null,
      after: { name, sets: sets.length, sha256 },
    });
    return toRecord(recordRow(db, insertedId as GeneSetsId));
  });
}

/** Cannot be undone: the file can be imported again. */
export function removeGeneSets(db: WriteDb, geneSetsId: GeneSetsId, who: string): void {
  db.transaction(() => {
    const row = recordRow(db, geneSetsId);
    db.run('DELETE FROM gene_set_collections WHERE id = ?', [geneSetsId]);
    recordAudit(db, {
      who,
      action: 'geneSets.remove',
      subject: `gene sets ${geneSetsId}`,
      before: toRecord(row),
      after: null,
    });
  });
}

/** One collection, or (null) the newest; null where the workspace has none. */
export function readGeneSets(db: ReadDb, geneSetsId: GeneSetsId | null): GeneSetCollection | null {
  const row = db.get<{ name: string; sets: string }>(
    'SELECT name, sets FROM gene_set_collections WHERE @id IS NULL OR id = @id ORDER BY id DESC LIMIT 1',
    { id: geneSetsId },
  );
  if (row) return { name: row.name, sets: fromJson<GeneSetCollection['sets']>(row.sets) };
  if (geneSetsId === null) return null;
  throw new AppError('not-found', 'This collection of gene sets is no longer in the workspace.');
}
