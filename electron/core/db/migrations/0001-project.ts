/** The project as first released. */
export const project = {
  version: 1,
  sql: `
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Images by content. Facts apart from bytes, so that lists never touch the pages of pictures.
CREATE TABLE image (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
  format TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  size INTEGER NOT NULL
) STRICT;
CREATE TABLE image_bytes (image_id INTEGER PRIMARY KEY REFERENCES image (id) ON DELETE CASCADE, bytes BLOB NOT NULL) STRICT;
-- Measured once, after import; NULL where a measure does not apply.
CREATE TABLE image_measure (
  image_id INTEGER PRIMARY KEY REFERENCES image (id) ON DELETE CASCADE,
  perceptual_hash INTEGER,
  sharpness REAL,
  clipped_share REAL
) STRICT;

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  location TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  cursor TEXT,
  imported INTEGER NOT NULL DEFAULT 0,
  known INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  UNIQUE (location, fingerprint)
) STRICT;
CREATE TABLE skipped_item (
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  code TEXT NOT NULL,
  sentence TEXT NOT NULL,
  cure TEXT NOT NULL,
  PRIMARY KEY (source_id, key)
) STRICT, WITHOUT ROWID;

-- What is split: crops of one photo belong together.
CREATE TABLE photo (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source (id),
  key TEXT NOT NULL,
  split TEXT CHECK (split IN ('train', 'validation', 'test')),
  split_locked INTEGER NOT NULL DEFAULT 0 CHECK (split_locked IN (0, 1)),
  UNIQUE (source_id, key)
) STRICT;

CREATE TABLE pair (
  id INTEGER PRIMARY KEY,
  lr_image_id INTEGER REFERENCES image (id),
  hr_image_id INTEGER REFERENCES image (id),
  photo_id INTEGER NOT NULL REFERENCES photo (id),
  source_id INTEGER NOT NULL REFERENCES source (id),
  source_key TEXT NOT NULL,
  name TEXT NOT NULL,
  subset TEXT NOT NULL,
  origin TEXT CHECK (origin IS NULL OR json_valid(origin)),
  direction_proposed TEXT CHECK (direction_proposed IN ('h', 'vp', 'vn', 'td')),
  difficulty_proposed TEXT CHECK (difficulty_proposed IN ('easy', 'medium', 'hard')),
  shift_x REAL,
  shift_y REAL,
  CHECK (lr_image_id IS NOT NULL OR hr_image_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX pair_by_images ON pair (ifnull(lr_image_id, 0), ifnull(hr_image_id, 0));
CREATE INDEX pair_by_hr_image ON pair (hr_image_id);
CREATE INDEX pair_by_subset ON pair (subset, id);
CREATE INDEX pair_by_photo ON pair (photo_id, id);
CREATE INDEX photo_by_split ON photo (split, id);

-- The current label of a pair in a pass (1: first annotator, 2: second), always what the event log adds up to.
CREATE TABLE label (
  pair_id INTEGER NOT NULL REFERENCES pair (id),
  pass INTEGER NOT NULL CHECK (pass IN (1, 2)),
  direction TEXT CHECK (direction IN ('h', 'vp', 'vn', 'td')),
  transcription TEXT,
  illegible INTEGER NOT NULL DEFAULT 0 CHECK (illegible IN (0, 1)),
  difficulty TEXT CHECK (difficulty IN ('easy', 'medium', 'hard')),
  focal_length_lr REAL,
  focal_length_hr REAL,
  notes TEXT NOT NULL DEFAULT '',
  tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  status TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'in-progress', 'done', 'reviewed', 'rejected')),
  last_event_id INTEGER NOT NULL REFERENCES label_event (id),
  PRIMARY KEY (pair_id, pass)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_by_status ON label (pass, status, pair_id);
CREATE INDEX label_by_direction ON label (pass, direction, pair_id);
CREATE INDEX label_by_difficulty ON label (pass, difficulty, pair_id);
CREATE INDEX label_by_focal_length ON label (pass, focal_length_hr, pair_id);
CREATE TABLE label_tag (
  tag TEXT NOT NULL,
  pair_id INTEGER NOT NULL REFERENCES pair (id),
  PRIMARY KEY (tag, pair_id)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE transcription_search USING fts5 (transcription, content='', contentless_delete=1, tokenize='trigram');

-- Append-only: nothing here is ever changed or deleted.
CREATE TABLE annotator (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE label_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  pair_id INTEGER NOT NULL REFERENCES pair (id),
  pass INTEGER NOT NULL CHECK (pass IN (1, 2)),
  annotator_id INTEGER NOT NULL REFERENCES annotator (id),
  at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('import', 'edit', 'undo', 'redo')),
  -- The fields that changed, as JSON objects.
  before TEXT NOT NULL CHECK (json_valid(before)),
  after TEXT NOT NULL CHECK (json_valid(after)),
  -- One action of a person may touch many pairs; undo takes back the whole action.
  action_id INTEGER NOT NULL,
  -- For undo and redo: the event that is taken back or done again.
  target_event_id INTEGER REFERENCES label_event (id)
) STRICT;
CREATE INDEX label_event_by_pair ON label_event (pair_id, pass, id);
CREATE INDEX label_event_by_action ON label_event (action_id, id);
CREATE INDEX label_event_by_annotator ON label_event (annotator_id, action_id, id);
CREATE TRIGGER label_event_kept BEFORE DELETE ON label_event BEGIN SELECT raise(ABORT, 'label events are kept'); END;
CREATE TRIGGER label_event_fixed BEFORE UPDATE ON label_event BEGIN SELECT raise(ABORT, 'label events are kept'); END;

-- What a model read; apart from what people said, and never copied over it.
CREATE TABLE suggestion (
  pair_id INTEGER NOT NULL REFERENCES pair (id),
  side TEXT NOT NULL CHECK (side IN ('lr', 'hr', 'sr')),
  reader TEXT NOT NULL,
  weights_sha256 TEXT NOT NULL,
  transcription TEXT NOT NULL,
  confidence REAL NOT NULL,
  characters TEXT NOT NULL CHECK (json_valid(characters)),
  at TEXT NOT NULL,
  PRIMARY KEY (pair_id, side, reader)
) STRICT, WITHOUT ROWID;

-- Results of quality checks that are too dear to ask each time; a check's findings are replaced together.
CREATE TABLE finding (
  "check" TEXT NOT NULL,
  pair_id INTEGER NOT NULL REFERENCES pair (id),
  detail TEXT NOT NULL DEFAULT '',
  PRIMARY KEY ("check", pair_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_by_pair ON finding (pair_id);
`,
};
