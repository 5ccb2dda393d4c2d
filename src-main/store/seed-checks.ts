import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Lesion, RegionSource, ScanSource } from '#shared/domain/entities.ts';
import type { CohortId, LesionId } from '#shared/domain/ids.ts';
import type { SeedFlag } from '#shared/domain/seed-check.ts';
import { AppError } from '#shared/errors.ts';
import { fingerprintLength } from '#shared/imaging/cube-fingerprint.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';
import { type LesionRecord, lesionSelect, toLesion } from './lesions.ts';
import { float32Of, toBlob } from './vectors.ts';

/** A check says something of the seed where it was then: once the seed is elsewhere, there is none. */
const checkOfSeed = `seed_checks c ON c.lesion_id = l.id AND c.seed_x = l.seed_x AND c.seed_y = l.seed_y AND c.seed_z = l.seed_z`;

export interface SeedToCheck {
  readonly id: LesionId;
  readonly source: ScanSource;
  /** LPS. */
  readonly seedMm: Vec3;
  readonly region: RegionSource | null;
}

interface SeedRow {
  id: LesionId;
  source: string;
  seed_x: number;
  seed_y: number;
  seed_z: number;
  region: string | null;
}

/** Lesions that nobody looked at since their seed last moved, or whose scan could not be read then. */
export const seedsToCheck = (db: ReadDb, cohortId: CohortId): SeedToCheck[] =>
  db
    .all<SeedRow>(
      `SELECT l.id, s.source, l.seed_x, l.seed_y, l.seed_z, l.region
         FROM lesions l JOIN scans s ON s.id = l.scan_id LEFT JOIN ${checkOfSeed}
        WHERE l.cohort_id = ? AND (c.lesion_id IS NULL OR c.flags LIKE '%"unreadable"%')
        ORDER BY l.patient_id, l.scan_id, l.number`,
      [cohortId],
    )
    .map((row) => ({
      id: row.id,
      source: fromJson(row.source),
      seedMm: [row.seed_x, row.seed_y, row.seed_z],
      region: row.region === null ? null : fromJson(row.region),
    }));

export interface SeedCheckDraft {
  readonly lesionId: LesionId;
  /** Where the cube was cut. */
  readonly seedMm: Vec3;
  readonly flags: readonly SeedFlag[];
  /** See `cubeFingerprint`. */
  readonly fingerprint: Float32Array | null;
  /** 50 x 50 x 6: three planes in HU, then the outline in them. */
  readonly planes: Int16Array | null;
}

/** Stores what was seen; what was seen before is replaced. */
export function saveSeedCheck(db: WriteDb, { lesionId, seedMm, flags, fingerprint, planes }: SeedCheckDraft): void {
  db.run(
    `INSERT OR REPLACE INTO seed_checks (lesion_id, seed_x, seed_y, seed_z, flags, fingerprint, planes, checked_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      lesionId,
      ...seedMm,
      JSON.stringify(flags),
      fingerprint && toBlob(fingerprint),
      planes && deflateRawSync(new Uint8Array(planes.buffer, planes.byteOffset, planes.byteLength), { level: 3 }),
      now(),
    ],
  );
}

/** The planes of a lesion where they were cut around its seed; null where they were not. */
export function readWallPlanes(db: ReadDb, lesionId: LesionId): Int16Array | null {
  const row = db.get<{ planes: Uint8Array | null }>(
    `SELECT c.planes FROM lesions l JOIN ${checkOfSeed} WHERE l.id = ?`,
    [lesionId],
  );
  if (!row?.planes) return null;
  const bytes = Uint8Array.from(inflateRawSync(row.planes));
  return new Int16Array(bytes.buffer);
}

export interface CubeFingerprint {
  readonly lesionId: LesionId;
  readonly patientCode: string;
  readonly lesionNumber: number;
  readonly values: Float32Array;
}

/** The cubes of a cohort that were looked at where the seeds are now, in the order of patients and lesions. */
export function readFingerprints(db: ReadDb, cohortId: CohortId): CubeFingerprint[] {
  interface Row {
    id: LesionId;
    code: string;
    number: number;
    fingerprint: Uint8Array;
  }
  return db
    .all<Row>(
      `SELECT l.id, p.code, l.number, c.fingerprint
         FROM lesions l JOIN patients p ON p.id = l.patient_id JOIN ${checkOfSeed}
        WHERE l.cohort_id = ? AND c.fingerprint IS NOT NULL ORDER BY l.patient_id, l.number`,
      [cohortId],
    )
    .map((row) => ({
      lesionId: row.id,
      patientCode: row.code,
      lesionNumber: row.number,
      values: float32Of(row.fingerprint, fingerprintLength),
    }));
}

/** Says of every checked lesion of a cohort which other one it resembles; those not in `messages` resemble none. */
export function setDuplicates(db: WriteDb, cohortId: CohortId, messages: ReadonlyMap<LesionId, string>): void {
  db.transaction(() => {
    const rows = db.all<{ id: LesionId; flags: string }>(
      'SELECT l.id, c.flags FROM lesions l JOIN seed_checks c ON c.lesion_id = l.id WHERE l.cohort_id = ?',
      [cohortId],
    );
    for (const { id, flags } of rows) {
      const others = fromJson<SeedFlag[]>(flags).filter(({ kind }) => kind !== 'duplicate');
      const message = messages.get(id);
      const next = JSON.stringify(message === undefined ? others : [...others, { kind: 'duplicate', message }]);
      if (next !== flags) db.run('UPDATE seed_checks SET flags = ? WHERE lesion_id = ?', [next, id]);
    }
  });
}

/** What is shown of a cohort, as SQL. */
const shown = {
  all: '1',
  flagged: `l.excluded = 0 AND c.flags <> '[]'`,
  unreviewed: `l.excluded = 0 AND l.review = 'unreviewed'`,
  queried: `l.excluded = 0 AND l.review = 'queried'`,
  excluded: 'l.excluded = 1',
} as const;
const unchecked = 'c.lesion_id IS NULL';

export interface SeedWall {
  readonly total: number;
  readonly counts: Record<keyof typeof shown | 'unchecked', number>;
  readonly rows: { lesion: Lesion; flags: SeedFlag[]; checkedAt: string | null }[];
}

/** A page of the seeds of a cohort, in the order of patients and lesions. */
export function readSeedWall(
  db: ReadDb,
  { cohortId, show, offset, limit }: { cohortId: CohortId; show: keyof typeof shown; offset: number; limit: number },
): SeedWall {
  const counted = Object.entries({ ...shown, unchecked }).map(
    ([name, where]) => `coalesce(sum(${where}), 0) AS "${name}"`,
  );
  const counts = db.get<SeedWall['counts']>(
    `SELECT ${counted.join(', ')} FROM lesions l LEFT JOIN ${checkOfSeed} WHERE l.cohort_id = ?`,
    [cohortId],
  );
  if (!counts) throw new AppError('internal', 'The seeds could not be counted.');
  const page = db.all<{ id: LesionId; flags: string | null; checked_at: string | null }>(
    `SELECT l.id, c.flags, c.checked_at FROM lesions l LEFT JOIN ${checkOfSeed}
      WHERE l.cohort_id = ? AND ${shown[show]} ORDER BY l.patient_id, l.number LIMIT ? OFFSET ?`,
    [cohortId, limit, offset],
  );
  const records = db.all<LesionRecord>(`${lesionSelect} WHERE l.id IN (SELECT value FROM json_each(?))`, [
    JSON.stringify(page.map(({ id }) => id)),
  ]);
  const lesions = new Map(records.map((record) => [record.id, toLesion(record)]));
  return {
    total: counts[show],
    counts,
    rows: page.map(({ id, flags, checked_at }) => ({
      lesion: lesions.get(id)!,
      flags: flags === null ? [] : fromJson(flags),
      checkedAt: checked_at,
    })),
  };
}
