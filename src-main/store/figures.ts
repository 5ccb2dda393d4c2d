import type { FigureRecord } from '#shared/domain/entities.ts';
import type { CohortId, FigureId, RunId } from '#shared/domain/ids.ts';
import type { StatisticSource } from '#shared/domain/source.ts';
import { AppError } from '#shared/errors.ts';
import type { Figure } from '#shared/figure.ts';
import { recordAudit } from './audit.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';

interface RecordRow {
  id: FigureId;
  cohort_id: CohortId;
  run_id: RunId | null;
  title: string;
  statistic_id: string;
  untrained: number;
  created_at: string;
}

const toRecord = (row: RecordRow): FigureRecord => ({
  id: row.id,
  cohortId: row.cohort_id,
  runId: row.run_id,
  title: row.title,
  statisticId: row.statistic_id,
  untrained: row.untrained === 1,
  createdAt: row.created_at,
});

const columns = `id, cohort_id, run_id, title, statistic_id, created_at,
  coalesce(json_extract(provenance, '$.model.trained') = 0, 0) AS untrained`;

/** Newest first. */
export const listFigures = (db: ReadDb, cohortId: CohortId): FigureRecord[] =>
  db.all<RecordRow>(`SELECT ${columns} FROM figures WHERE cohort_id = ? ORDER BY id DESC`, [cohortId]).map(toRecord);

export interface KeptFigure {
  readonly record: FigureRecord;
  readonly figure: Figure;
  readonly params: Record<string, unknown>;
  /** Names the run even after its removal, where the record no longer does. */
  readonly source: StatisticSource;
  /** What it was made from, for its receipt: the export room knows the shape. */
  readonly provenance: Record<string, unknown>;
}

export function getFigure(db: ReadDb, figureId: FigureId): KeptFigure {
  const row = db.get<RecordRow & { figure: string; params: string; source: string; provenance: string }>(
    `SELECT ${columns}, figure, params, source, provenance FROM figures WHERE id = ?`,
    [figureId],
  );
  if (!row) throw new AppError('not-found', 'This figure is no longer in the workspace.');
  return {
    record: toRecord(row),
    figure: fromJson(row.figure),
    params: fromJson(row.params),
    source: fromJson(row.source),
    provenance: fromJson(row.provenance),
  };
}

export interface FigureDraft {
  readonly source: StatisticSource;
  readonly statisticId: string;
  readonly title: string;
  readonly params: Record<string, unknown>;
  readonly figure: Figure;
  readonly provenance: Record<string, unknown>;
}

export function keepFigure(db: WriteDb, draft: FigureDraft, who: string): FigureRecord {
  return db.transaction(() => {
    const { insertedId } = db.run(
      `INSERT INTO figures (cohort_id, run_id, title, statistic_id, figure, params, source, provenance, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        draft.source.cohortId,
        draft.source.runId,
        draft.title,
        draft.statisticId,
        JSON.stringify(draft.figure),
        JSON.stringify(draft.params),
        JSON.stringify(draft.source),
        JSON.stringify(draft.provenance),
        now(),
      ],
    );
    recordAudit(db, {
      who,
      action: 'figures.keep',
      subject: `figure ${insertedId}`,
      before: null,
      after: { title: draft.title },
    });
    return getFigure(db, insertedId as FigureId).record;
  });
}

/** Cannot be undone. */
export function removeFigure(db: WriteDb, figureId: FigureId, who: string): CohortId {
  return db.transaction(() => {
    const { record, params } = getFigure(db, figureId);
    db.run('DELETE FROM figures WHERE id = ?', [figureId]);
    recordAudit(db, {
      who,
      action: 'figures.remove',
      subject: `figure ${figureId}`,
      before: { ...record, params },
      after: null,
    });
    return record.cohortId;
  });
}
