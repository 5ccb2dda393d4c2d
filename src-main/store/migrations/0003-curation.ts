import type { Migration } from './index.ts';

/** What a researcher says of lesions after the import, columns of lesions, dates and origins of scans, readers, checks of seeds. */
export const curation: Migration = {
  version: 3,
  up: (db) =>
    db.execute(`
ALTER TABLE cohorts ADD COLUMN aggregation TEXT NOT NULL DEFAULT 'each' CHECK (aggregation IN ('each', 'largest', 'mean'));
ALTER TABLE cohorts ADD COLUMN criteria TEXT NOT NULL DEFAULT '[]';

ALTER TABLE scans ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE scans ADD COLUMN acquired_on TEXT;
ALTER TABLE scans ADD COLUMN study_uid TEXT;
ALTER TABLE scans ADD COLUMN series_uid TEXT;

ALTER TABLE lesions ADD COLUMN review TEXT NOT NULL DEFAULT 'unreviewed' CHECK (review IN ('unreviewed', 'accepted', 'queried'));
ALTER TABLE lesions ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE lesions ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE lesions ADD COLUMN criterion TEXT;
ALTER TABLE lesions ADD COLUMN region TEXT;
-- Out of every analysis, by hand or by a rule.
ALTER TABLE lesions ADD COLUMN left_out INTEGER NOT NULL GENERATED ALWAYS AS (excluded = 1 OR criterion IS NOT NULL) VIRTUAL;

ALTER TABLE clinical_columns ADD COLUMN level TEXT NOT NULL DEFAULT 'patient' CHECK (level IN ('patient', 'lesion'));
CREATE TABLE lesion_values (
  column_id INTEGER NOT NULL REFERENCES clinical_columns (id) ON DELETE CASCADE,
  lesion_id INTEGER NOT NULL REFERENCES lesions (id) ON DELETE CASCADE,
  value ANY NOT NULL,
  PRIMARY KEY (column_id, lesion_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lesion_values_by_lesion ON lesion_values (lesion_id);

CREATE TABLE reader_seeds (
  lesion_id INTEGER NOT NULL REFERENCES lesions (id) ON DELETE CASCADE,
  reader TEXT NOT NULL,
  seed_x REAL NOT NULL,
  seed_y REAL NOT NULL,
  seed_z REAL NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (lesion_id, reader)
) STRICT, WITHOUT ROWID;

-- What was seen around a seed: valid while the seed is where it was then.
CREATE TABLE seed_checks (
  lesion_id INTEGER PRIMARY KEY REFERENCES lesions (id) ON DELETE CASCADE,
  seed_x REAL NOT NULL,
  seed_y REAL NOT NULL,
  seed_z REAL NOT NULL,
  flags TEXT NOT NULL,
  -- 8 x 8 x 8 float32 means of the cube, to find cubes that are nearly the same.
  fingerprint BLOB,
  -- Three planes through the seed and the mask in them; see contract/curation.ts.
  planes BLOB,
  checked_at TEXT NOT NULL
) STRICT;

CREATE TABLE import_rows (
  id INTEGER PRIMARY KEY,
  job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  item TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('taken', 'corrected', 'refused')),
  message TEXT NOT NULL
) STRICT;
CREATE INDEX import_rows_by_job ON import_rows (job_id, outcome, id);

-- The column of the cohort that prescribed the parts; null: drawn at random.
ALTER TABLE splits ADD COLUMN prescribed_by TEXT;
ALTER TABLE models ADD COLUMN pretraining_cohort_id INTEGER REFERENCES cohorts (id) ON DELETE SET NULL;
CREATE INDEX models_by_pretraining_cohort ON models (pretraining_cohort_id);
ALTER TABLE runs ADD COLUMN aggregation TEXT NOT NULL DEFAULT 'each';
`),
};
