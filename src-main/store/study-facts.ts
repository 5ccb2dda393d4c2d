import type { SeedSource } from '#shared/domain/entities.ts';
import type { CohortId, FeatureSetId } from '#shared/domain/ids.ts';
import type { CohortRecord, ImagesRecord, Range } from '#shared/manuscript/study-record.ts';
import type { ReadDb } from './database.ts';

/** Lesions of a cohort as Methods count them. */
export const countLesions = (db: ReadDb, cohortId: CohortId): { excluded: number; mostOfOnePatient: number } =>
  db.get<{ excluded: number; mostOfOnePatient: number }>(
    `SELECT (SELECT count(*) FROM lesions WHERE cohort_id = @cohortId AND excluded = 1) AS excluded,
        (SELECT coalesce(max(n), 0) FROM (
          SELECT count(*) AS n FROM lesions WHERE cohort_id = @cohortId GROUP BY patient_id)) AS mostOfOnePatient`,
    { cohortId },
  )!;

/** Clinical columns in the order of import, with the patients that have no value. */
export const countMissing = (db: ReadDb, cohortId: CohortId): CohortRecord['columns'] =>
  db.all<CohortRecord['columns'][number]>(
    `SELECT c.name, c.unit, (SELECT count(*) FROM patients WHERE cohort_id = c.cohort_id)
        - (SELECT count(*) FROM clinical_values WHERE column_id = c.id) AS missing
       FROM clinical_columns c WHERE c.cohort_id = ? ORDER BY c.id`,
    [cohortId],
  );

/** Where the seeds of a cohort came from, most frequent first; lesions left out are not counted. */
export const countSeedSources = (db: ReadDb, cohortId: CohortId): { source: SeedSource; lesions: number }[] =>
  db.all(
    `SELECT seed_source AS source, count(*) AS lesions FROM lesions WHERE cohort_id = ? AND left_out = 0
      GROUP BY seed_source ORDER BY lesions DESC, source`,
    [cohortId],
  );

interface ScanCounts {
  warned: number;
  warnedLesions: number;
  lowX: number | null;
  highX: number | null;
  lowY: number | null;
  highY: number | null;
  lowZ: number | null;
  highZ: number | null;
}

/** Formats, modalities, spacing and warnings of the scans of a cohort. A bare array has no spacing of its own. */
export function describeScans(db: ReadDb, cohortId: CohortId): ImagesRecord {
  const spacing = (end: 'min' | 'max', axis: 0 | 1 | 2) =>
    `${end}(CASE WHEN source ->> '$.format' <> 'array' THEN geometry ->> '$.spacingMm[${axis}]' END)`;
  const found = db.get<ScanCounts>(
    `SELECT coalesce(sum(json_array_length(warnings) > 0), 0) AS warned,
        (SELECT count(*) FROM lesions WHERE cohort_id = @cohortId AND warning_count > 0) AS warnedLesions,
        ${spacing('min', 0)} AS lowX, ${spacing('max', 0)} AS highX, ${spacing('min', 1)} AS lowY,
        ${spacing('max', 1)} AS highY, ${spacing('min', 2)} AS lowZ, ${spacing('max', 2)} AS highZ
       FROM scans WHERE cohort_id = @cohortId`,
    { cohortId },
  )!;
  return {
    formats: db.all(
      `SELECT source ->> '$.format' AS format, count(*) AS scans FROM scans WHERE cohort_id = ?
        GROUP BY 1 ORDER BY scans DESC, format`,
      [cohortId],
    ),
    modalities: db.all(
      'SELECT modality, count(*) AS scans FROM scans WHERE cohort_id = ? GROUP BY modality ORDER BY scans DESC, modality',
      [cohortId],
    ),
    inPlaneSpacingMm: rangeOf([found.lowX, found.lowY], [found.highX, found.highY]),
    sliceSpacingMm: rangeOf([found.lowZ], [found.highZ]),
    scansWithWarnings: found.warned,
    lesionsWithWarnings: found.warnedLesions,
  };
}

function rangeOf(lows: readonly (number | null)[], highs: readonly (number | null)[]): Range | null {
  const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
  if (known(lows).length === 0) return null;
  return { low: Math.min(...known(lows)), high: Math.max(...known(highs)) };
}

/** Lesions of a feature set whose patch was cut with a warning. */
export const countPatchWarnings = (db: ReadDb, featureSetId: FeatureSetId): number =>
  db.get<{ n: number }>(
    'SELECT count(*) AS n FROM feature_rows WHERE feature_set_id = ? AND json_array_length(warnings) > 0',
    [featureSetId],
  )!.n;
