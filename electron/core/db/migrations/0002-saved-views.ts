/** Queries under a name, for lists that people come back to. */
export const savedViews = {
  version: 2,
  sql: `
CREATE TABLE saved_view (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  query TEXT NOT NULL CHECK (json_valid(query))
) STRICT;
`,
};
