/** Writes to the project named on the command line without end, 50 rows a transaction, and says when it has begun. */
import { setImmediate } from 'node:timers/promises';
import { annotatorIdOf } from '../../../../electron/core/db/queries/imported-labels.ts';
import { openProject } from '../../../../electron/core/project/project.ts';

const project = await openProject(process.argv[2] as string, { program: 'write-child' });
for (let batch = 0; ; batch++) {
  project.write((db) => {
    for (let i = 0; i < 50; i++) annotatorIdOf(db, `${batch} ${i} ${'x'.repeat(1000)}`);
  });
  if (batch === 20) process.stdout.write('"writing"\n');
  await setImmediate();
}
