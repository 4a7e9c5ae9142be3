/**
 * Which networks there are is for the program to say, not for the schema: ids are checked where they come in. The tables
 * that named them are made anew without those checks, and what a training was asked for is called its request.
 */
export const openNetworks = {
  version: 4,
  sql: `
CREATE TABLE training_run_new (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  network TEXT NOT NULL,
  request TEXT NOT NULL CHECK (json_valid(request)),
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
INSERT INTO training_run_new SELECT id, name, network, wish, state, base_name, base_sha256, snapshot_sha256, engine,
  device, software, begun_at, ended_at FROM training_run;
DROP TABLE training_run;
ALTER TABLE training_run_new RENAME TO training_run;
CREATE UNIQUE INDEX training_run_open ON training_run (name) WHERE state = 'open';

CREATE TABLE model_new (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  name TEXT NOT NULL UNIQUE,
  network TEXT NOT NULL,
  title TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('trained', 'imported')),
  base_name TEXT,
  base_sha256 TEXT,
  run_id INTEGER REFERENCES training_run (id),
  added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO model_new SELECT sha256, name, network, title, origin, base_name, base_sha256, run_id, added_at FROM model;
DROP TABLE model;
ALTER TABLE model_new RENAME TO model;

CREATE TABLE promotion_new (
  id INTEGER PRIMARY KEY,
  network TEXT NOT NULL,
  model_sha256 TEXT NOT NULL REFERENCES model (sha256),
  at TEXT NOT NULL,
  taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1))
) STRICT;
INSERT INTO promotion_new SELECT id, network, model_sha256, at, taken_back FROM promotion;
DROP TABLE promotion;
ALTER TABLE promotion_new RENAME TO promotion;
`,
};
