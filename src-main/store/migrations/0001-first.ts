import type { Migration } from './index.ts';

/**
 * The first schema. Times are ISO 8601 in UTC, lengths millimetres, vectors little-endian float32 or float64.
 * Cohorts, endpoints and splits are hidden by `removed_at` so that their removal can be undone.
 */
export const first: Migration = {
  version: 1,
  up: (db) =>
    db.execute(`
CREATE TABLE workspace (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE cohorts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  created_at TEXT NOT NULL,
  removed_at TEXT
) STRICT;
CREATE UNIQUE INDEX cohorts_by_name ON cohorts (name) WHERE removed_at IS NULL;

CREATE TABLE patients (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cohort_id INTEGER NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  code TEXT NOT NULL GENERATED ALWAYS AS (printf('P%04d', number)) VIRTUAL,
  label TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX patients_by_number ON patients (cohort_id, number);
CREATE UNIQUE INDEX patients_by_label ON patients (cohort_id, label);

CREATE TABLE scans (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cohort_id INTEGER NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
  patient_id INTEGER NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  geometry TEXT NOT NULL,
  modality TEXT NOT NULL,
  warnings TEXT NOT NULL,
  header_hash TEXT NOT NULL
) STRICT;
CREATE INDEX scans_by_cohort ON scans (cohort_id);
CREATE INDEX scans_by_patient ON scans (patient_id, header_hash);

CREATE TABLE lesions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cohort_id INTEGER NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
  patient_id INTEGER NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
  scan_id INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  roi TEXT,
  seed_x REAL NOT NULL,
  seed_y REAL NOT NULL,
  seed_z REAL NOT NULL,
  seed_source TEXT NOT NULL,
  reviewer TEXT,
  excluded INTEGER NOT NULL DEFAULT 0 CHECK (excluded IN (0, 1)),
  volume_mm3 REAL,
  warnings TEXT NOT NULL,
  warning_count INTEGER NOT NULL GENERATED ALWAYS AS (json_array_length(warnings)) VIRTUAL,
  imported_seed TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX lesions_by_number ON lesions (patient_id, number);
CREATE INDEX lesions_by_cohort ON lesions (cohort_id, patient_id, number);
CREATE UNIQUE INDEX lesions_by_imported_seed ON lesions (scan_id, imported_seed);

CREATE TABLE clinical_columns (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cohort_id INTEGER NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('number', 'text', 'boolean')),
  unit TEXT
) STRICT;
CREATE UNIQUE INDEX clinical_columns_by_name ON clinical_columns (cohort_id, name);

CREATE TABLE clinical_values (
  column_id INTEGER NOT NULL REFERENCES clinical_columns (id) ON DELETE CASCADE,
  patient_id INTEGER NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
  value ANY NOT NULL,
  PRIMARY KEY (column_id, patient_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX clinical_values_by_patient ON clinical_values (patient_id);

CREATE TABLE endpoints (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cohort_id INTEGER NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  removed_at TEXT
) STRICT;
CREATE UNIQUE INDEX endpoints_by_name ON endpoints (cohort_id, name) WHERE removed_at IS NULL;
CREATE INDEX endpoints_by_cohort ON endpoints (cohort_id);

CREATE TABLE splits (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cohort_id INTEGER NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  seed INTEGER NOT NULL,
  fractions TEXT NOT NULL,
  stratified_by INTEGER REFERENCES endpoints (id),
  removed_at TEXT
) STRICT;
CREATE UNIQUE INDEX splits_by_name ON splits (cohort_id, name) WHERE removed_at IS NULL;
CREATE INDEX splits_by_cohort ON splits (cohort_id);
CREATE INDEX splits_by_stratum ON splits (stratified_by);

CREATE TABLE split_patients (
  split_id INTEGER NOT NULL REFERENCES splits (id) ON DELETE CASCADE,
  patient_id INTEGER NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
  part TEXT NOT NULL CHECK (part IN ('train', 'tune', 'test')),
  PRIMARY KEY (split_id, patient_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX split_patients_by_patient ON split_patients (patient_id);

CREATE TABLE models (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  folder TEXT NOT NULL,
  architecture TEXT NOT NULL,
  parameter_count INTEGER NOT NULL,
  feature_count INTEGER NOT NULL,
  head_outputs INTEGER NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  trained INTEGER NOT NULL CHECK (trained IN (0, 1)),
  licence TEXT NOT NULL,
  provenance TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE feature_sets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cohort_id INTEGER NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
  model_id INTEGER NOT NULL REFERENCES models (id),
  profile TEXT NOT NULL,
  engine TEXT NOT NULL,
  dimension INTEGER NOT NULL CHECK (dimension > 0),
  created_at TEXT NOT NULL,
  UNIQUE (cohort_id, model_id, profile)
) STRICT;
CREATE INDEX feature_sets_by_model ON feature_sets (model_id);

CREATE TABLE feature_rows (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  feature_set_id INTEGER NOT NULL REFERENCES feature_sets (id) ON DELETE CASCADE,
  lesion_id INTEGER NOT NULL REFERENCES lesions (id) ON DELETE CASCADE,
  seed_x REAL NOT NULL,
  seed_y REAL NOT NULL,
  seed_z REAL NOT NULL,
  warnings TEXT NOT NULL,
  UNIQUE (feature_set_id, lesion_id)
) STRICT;
CREATE INDEX feature_rows_by_lesion ON feature_rows (lesion_id);

CREATE TABLE feature_vectors (
  feature_row_id INTEGER PRIMARY KEY REFERENCES feature_rows (id) ON DELETE CASCADE,
  vector BLOB NOT NULL
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cohort_id INTEGER NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
  feature_set_id INTEGER NOT NULL REFERENCES feature_sets (id),
  split_id INTEGER NOT NULL REFERENCES splits (id),
  endpoint_id INTEGER NOT NULL REFERENCES endpoints (id),
  name TEXT NOT NULL,
  seed INTEGER NOT NULL,
  fraction REAL NOT NULL,
  classes TEXT NOT NULL,
  chosen_c REAL NOT NULL,
  search TEXT NOT NULL,
  search_score TEXT NOT NULL,
  threshold REAL,
  lesion_counts TEXT NOT NULL,
  result_values TEXT NOT NULL,
  scaler_mean BLOB NOT NULL,
  scaler_scale BLOB NOT NULL,
  coefficients BLOB NOT NULL,
  intercepts BLOB NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_cohort ON runs (cohort_id);
CREATE INDEX runs_by_feature_set ON runs (feature_set_id);
CREATE INDEX runs_by_split ON runs (split_id);
CREATE INDEX runs_by_endpoint ON runs (endpoint_id);

CREATE TABLE predictions (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  lesion_id INTEGER NOT NULL REFERENCES lesions (id) ON DELETE CASCADE,
  part TEXT NOT NULL CHECK (part IN ('train', 'tune', 'test')),
  target INTEGER,
  probabilities BLOB NOT NULL,
  PRIMARY KEY (run_id, lesion_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX predictions_by_lesion ON predictions (lesion_id);

CREATE TABLE figures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cohort_id INTEGER NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
  run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  title TEXT NOT NULL,
  statistic_id TEXT NOT NULL,
  figure TEXT NOT NULL,
  params TEXT NOT NULL,
  source TEXT NOT NULL,
  provenance TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX figures_by_cohort ON figures (cohort_id);
CREATE INDEX figures_by_run ON figures (run_id);

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  input TEXT NOT NULL,
  progress TEXT NOT NULL,
  error TEXT,
  result TEXT,
  created_at TEXT NOT NULL,
  queued_at TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT
) STRICT;
CREATE INDEX jobs_by_state ON jobs (state, queued_at);

CREATE TABLE job_failures (
  id INTEGER PRIMARY KEY,
  job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  item TEXT NOT NULL,
  error TEXT NOT NULL
) STRICT;
CREATE INDEX job_failures_by_job ON job_failures (job_id);

CREATE TABLE job_log (
  id INTEGER PRIMARY KEY,
  job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  line TEXT NOT NULL
) STRICT;
CREATE INDEX job_log_by_job ON job_log (job_id);

CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_log_is_never_cut BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TABLE edits (
  audit_id INTEGER PRIMARY KEY REFERENCES audit_log (id),
  target TEXT NOT NULL,
  label TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'settled', 'dropped'))
) STRICT;
CREATE INDEX edits_by_state ON edits (state, audit_id);
`),
};
