/** Actions that are written in slices, and an index by which an author's latest action is found whatever else goes on. */
export const slicedActions = {
  version: 5,
  sql: `
-- One that is finished is not in here. A withdrawn one, and the action that took it back, count for nobody's undo stack.
CREATE TABLE sliced_action (
  action_id INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('unfinished', 'withdrawn'))
) STRICT;
-- By action, not by event: events of one that is written in slices come between those of later ones.
DROP INDEX label_event_by_annotator;
CREATE INDEX label_event_by_author ON label_event (annotator_id, pass, action_id) WHERE kind <> 'import';
`,
};
