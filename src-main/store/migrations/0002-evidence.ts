import type { Migration } from './index.ts';

/** Gene expression, gene sets, perturbed seeds and saliency: what the evidence of a biomarker is computed from. */
export const evidence: Migration = {
  version: 2,
  up: (db) =>
    db.execute(`
CREATE TABLE expression_tables (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cohort_id INTEGER NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  genes TEXT NOT NULL,
  patients TEXT NOT NULL,
  matrix BLOB NOT NULL,
  report TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX expression_tables_by_cohort ON expression_tables (cohort_id);

CREATE TABLE gene_set_collections (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  sets TEXT NOT NULL,
  set_count INTEGER NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE perturbations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  draws INTEGER NOT NULL,
  variance_mm2 REAL NOT NULL,
  seed INTEGER NOT NULL,
  engine TEXT NOT NULL,
  created_at TEXT NOT NULL,
  completed_at TEXT,
  UNIQUE (run_id, draws, variance_mm2, seed)
) STRICT;

-- Draw 0 is the seed itself. The moments of the features are over the draws from 1 on.
CREATE TABLE perturbed_lesions (
  perturbation_id INTEGER NOT NULL REFERENCES perturbations (id) ON DELETE CASCADE,
  lesion_id INTEGER NOT NULL REFERENCES lesions (id) ON DELETE CASCADE,
  offsets_mm BLOB NOT NULL,
  probabilities BLOB NOT NULL,
  feature_means BLOB NOT NULL,
  feature_variances BLOB NOT NULL,
  PRIMARY KEY (perturbation_id, lesion_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX perturbed_lesions_by_lesion ON perturbed_lesions (lesion_id);

CREATE TABLE saliency_maps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  lesion_id INTEGER NOT NULL REFERENCES lesions (id) ON DELETE CASCADE,
  method TEXT NOT NULL,
  params TEXT NOT NULL,
  class_index INTEGER NOT NULL,
  hu BLOB NOT NULL,
  map BLOB NOT NULL,
  created_at TEXT NOT NULL,
  UNIQUE (run_id, lesion_id, method, class_index, params)
) STRICT;
CREATE INDEX saliency_maps_by_lesion ON saliency_maps (lesion_id);
`),
};
