import { pairQuerySchema } from '../../../contract/pairs.ts';
import type { SavedView } from '../../../contract/window.ts';
import type { Database } from '../connection.ts';

interface Row {
  id: number;
  name: string;
  query: string;
}

const asView = ({ id, name, query }: Row): SavedView => ({ id, name, query: pairQuerySchema.parse(JSON.parse(query)) });

/** By name. */
export const savedViews = (db: Database): SavedView[] =>
  db.prepare<[], Row>('SELECT id, name, query FROM saved_view ORDER BY name, id').all().map(asView);

/** In the place of one of that name. */
export function saveView(db: Database, { name, query }: Omit<SavedView, 'id'>): SavedView {
  const row = db
    .prepare<[string, string], Row>(
      `INSERT INTO saved_view (name, query) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET query = excluded.query
       RETURNING id, name, query`,
    )
    .get(name.normalize('NFC').trim(), JSON.stringify(query));
  return asView(row as Row);
}

export function removeView(db: Database, id: number): void {
  db.prepare('DELETE FROM saved_view WHERE id = ?').run(id);
}
