/** Imports the generated source into the project named on the command line, and says when it begins, has stored a batch, and ends. */
import { importInto } from '../../../../../electron/core/import/run-import.ts';
import { openProject } from '../../../../../electron/core/project/project.ts';
import { sourceOf } from './generated-source.ts';

const [folder, count, items] = process.argv.slice(2) as [string, string, string];
const project = await openProject(folder, { program: 'import-child' });
process.stdout.write('begin\n');
await importInto(project, sourceOf(Number(count)), {
  batch: { items: Number(items) },
  onProgress: () => process.stdout.write('batch\n'),
});
await project.close();
process.stdout.write('end\n');
