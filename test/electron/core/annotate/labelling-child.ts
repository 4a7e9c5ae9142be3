// Labels as fast as it can, telling each label that was acknowledged; killed by labelling-crash.test.ts.
import { writeSync } from 'node:fs';
import { setLabel } from '../../../../electron/core/annotate/labels.ts';
import { redo, undo } from '../../../../electron/core/annotate/undo.ts';
import { openProject } from '../../../../electron/core/project/project.ts';

const [folder = '', run = ''] = process.argv.slice(2);
const { db } = await openProject(folder, { program: 'test' });
const who = { annotator: 'Ann', pass: 1 } as const;

for (let n = 0; ; n++) {
  const pairIds = n % 7 === 0 ? [1, 2, 3, 4, 5] : [1 + (n % 20)];
  const transcription = `run ${run} label ${n}`;
  const action =
    n % 11 === 5
      ? undo(db, who)
      : n % 11 === 6
        ? redo(db, who)
        : setLabel(db, { ...who, pairIds, changes: { transcription } });
  if (!action) continue;
  const labels = [...action.labels].map(([pairId, label]) => [pairId, label.transcription]);
  writeSync(1, `${JSON.stringify({ actionId: action.actionId, labels })}\n`);
}
