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

-- Items that the project already had: the pair that each equals, and what the source says of it that the label does not.
CREATE TABLE known_item (
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  pair_id INTEGER NOT NULL REFERENCES pair (id),
  difference TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(difference)),
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
  -- Where LR lies on HR, in LR pixels, and how far both then agree, 0..1.
  shift_x REAL,
  shift_y REAL,
  alignment REAL,
  -- As its photo's; kept so by triggers, for lists in pair order.
  split TEXT CHECK (split IN ('train', 'validation', 'test')),
  -- How much readings of it leave open, 0..1; -1 while nothing has read it.
  uncertainty REAL NOT NULL DEFAULT -1,
  CHECK (lr_image_id IS NOT NULL OR hr_image_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX pair_by_images ON pair (ifnull(lr_image_id, 0), ifnull(hr_image_id, 0));
CREATE INDEX pair_by_hr_image ON pair (hr_image_id);
CREATE INDEX pair_by_subset ON pair (subset, id);
CREATE INDEX pair_by_photo ON pair (photo_id, id);
CREATE INDEX pair_by_split ON pair (split, id);
CREATE INDEX pair_by_name ON pair (name, id);
CREATE INDEX pair_by_uncertainty ON pair (uncertainty DESC, id);
CREATE TRIGGER pair_joins_split AFTER INSERT ON pair
  WHEN (SELECT split FROM photo WHERE id = new.photo_id) IS NOT NULL
BEGIN
  UPDATE pair SET split = (SELECT split FROM photo WHERE id = new.photo_id) WHERE id = new.id;
END;
CREATE TRIGGER photo_splits_pairs AFTER UPDATE OF split ON photo WHEN new.split IS NOT old.split
BEGIN
  UPDATE pair SET split = new.split WHERE photo_id = new.id;
END;
CREATE TRIGGER photo_split_kept BEFORE UPDATE OF split ON photo WHEN old.split_locked = 1 AND new.split IS NOT old.split
BEGIN
  SELECT raise(ABORT, 'the split is locked');
END;

-- The current label of a pair in a pass (1: first annotator, 2: second), always what the event log adds up to. Every pair
-- has one in pass 1 from its import on, in pass 2 from its first edit there.
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
  PRIMARY KEY (pass, pair_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_by_status ON label (pass, status, pair_id);
CREATE INDEX label_by_direction ON label (pass, direction, pair_id);
CREATE INDEX label_by_difficulty ON label (pass, difficulty, pair_id);
CREATE INDEX label_by_focal_length_lr ON label (pass, focal_length_lr, pair_id) WHERE focal_length_lr IS NOT NULL;
CREATE INDEX label_by_focal_length_hr ON label (pass, focal_length_hr, pair_id) WHERE focal_length_hr IS NOT NULL;
CREATE INDEX label_illegible ON label (pass, pair_id) WHERE illegible = 1;
CREATE INDEX label_unlabelled ON label (pass, pair_id) WHERE transcription IS NULL AND illegible = 0;
CREATE INDEX label_empty ON label (pass, pair_id)
  WHERE illegible = 0 AND status <> 'rejected' AND (trim(transcription) = '' OR (transcription IS NULL AND status <> 'new'));
CREATE TABLE label_tag (
  pass INTEGER NOT NULL DEFAULT 1 CHECK (pass IN (1, 2)),
  tag TEXT NOT NULL,
  pair_id INTEGER NOT NULL REFERENCES pair (id),
  PRIMARY KEY (pass, tag, pair_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_tag_by_pair ON label_tag (pair_id);
-- Whose edits a pair has seen in a pass, whether they stood or not.
CREATE TABLE label_annotator (
  annotator_id INTEGER NOT NULL REFERENCES annotator (id),
  pass INTEGER NOT NULL CHECK (pass IN (1, 2)),
  pair_id INTEGER NOT NULL REFERENCES pair (id),
  PRIMARY KEY (annotator_id, pass, pair_id)
) STRICT, WITHOUT ROWID;
-- Rows are numbered by pair in pass 1, by pair + 2^40 in pass 2.
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
  target_event_id INTEGER REFERENCES label_event (id),
  -- For edits: the action below this one on the annotator's undo stack of the pass, 0 for none.
  base_action_id INTEGER
) STRICT;
CREATE INDEX label_event_by_pair ON label_event (pair_id, pass, id);
CREATE INDEX label_event_by_action ON label_event (action_id, id);
CREATE INDEX label_event_by_target ON label_event (target_event_id, id) WHERE target_event_id IS NOT NULL;
CREATE INDEX label_event_by_annotator ON label_event (annotator_id, pass, id) WHERE kind <> 'import';
CREATE INDEX label_event_by_base ON label_event (annotator_id, pass, base_action_id, action_id) WHERE kind = 'edit';
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
