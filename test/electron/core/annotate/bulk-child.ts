// Edits all pairs of a project together, or takes that back, telling what is written; killed by bulk-crash.test.ts.
import { writeSync } from 'node:fs';
import { openProject } from '../../../../electron/core/project/project.ts';

const [folder = '', kind = ''] = process.argv.slice(2);
const { db, labels } = await openProject(folder, { program: 'test' });
const by = { annotator: 'Ann', pass: 1 } as const;
const pairIds = db.prepare<[], number>('SELECT id FROM pair').pluck().all();
const work =
  kind === 'edit' ? labels.set({ ...by, pairIds, changes: { notes: 'all', tags: ['all'] } }) : labels.undo(by);
for await (const [action] of labels.watch()) {
  if (!action) break;
  if (action.state === 'writing' && action.done > 0) writeSync(1, `${action.done}\n`);
}
await work;
