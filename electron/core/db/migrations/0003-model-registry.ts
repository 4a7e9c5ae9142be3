/** Where models come from and what was done with them. */
export const modelRegistry = {
  version: 3,
  sql: `
-- What a training learnt from and was measured on: pictures and transcriptions by content, as deflated JSON.
CREATE TABLE dataset_snapshot (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  taken_at TEXT NOT NULL,
  training INTEGER NOT NULL,
  validation INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE training_run (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  network TEXT NOT NULL CHECK (network IN ('tsrn', 'crnn')),
  wish TEXT NOT NULL CHECK (json_valid(wish)),
  -- Open: it runs, was stopped or cut off, and goes on under its name.
  state TEXT NOT NULL CHECK (state IN ('open', 'finished', 'stopped-early', 'abandoned')),
  base_name TEXT NOT NULL,
  base_sha256 TEXT NOT NULL,
  snapshot_sha256 TEXT NOT NULL REFERENCES dataset_snapshot (sha256),
  engine TEXT NOT NULL,
  device TEXT NOT NULL,
  software TEXT NOT NULL,
  begun_at TEXT NOT NULL,
  ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX training_run_open ON training_run (name) WHERE state = 'open';
CREATE TABLE training_loss (
  run_id INTEGER NOT NULL REFERENCES training_run (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  -- Mean since the row before.
  loss REAL NOT NULL,
  PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE training_measure (
  run_id INTEGER NOT NULL REFERENCES training_run (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  score TEXT NOT NULL CHECK (json_valid(score)),
  is_best INTEGER NOT NULL CHECK (is_best IN (0, 1)),
  PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;

-- Models by their weights. What each began with need not be here.
CREATE TABLE model (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  name TEXT NOT NULL UNIQUE,
  network TEXT NOT NULL CHECK (network IN ('tsrn', 'crnn')),
  title TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('trained', 'imported')),
  base_name TEXT,
  base_sha256 TEXT,
  run_id INTEGER REFERENCES training_run (id),
  added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Which model a network's work is done with: the latest that was not taken back.
CREATE TABLE promotion (
  id INTEGER PRIMARY KEY,
  network TEXT NOT NULL CHECK (network IN ('tsrn', 'crnn')),
  model_sha256 TEXT NOT NULL REFERENCES model (sha256),
  at TEXT NOT NULL,
  taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1))
) STRICT;

-- What was done with weights, whether they are here or not.
CREATE TABLE model_evaluation (
  id INTEGER PRIMARY KEY,
  model_sha256 TEXT NOT NULL,
  at TEXT NOT NULL,
  report TEXT NOT NULL,
  pairs INTEGER NOT NULL,
  scores TEXT NOT NULL CHECK (json_valid(scores))
) STRICT;
CREATE INDEX model_evaluation_by_model ON model_evaluation (model_sha256, id);
CREATE TABLE model_restoration (
  id INTEGER PRIMARY KEY,
  model_sha256 TEXT NOT NULL,
  folder TEXT NOT NULL,
  pictures INTEGER NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (model_sha256, folder)
) STRICT;
`,
};
