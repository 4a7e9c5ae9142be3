import type { Command } from 'commander';
import { Problem } from '../../../../models/base/problem.ts';
import type { BackupFacts, ProjectInfo } from '../../../contract/project.ts';
import { Console, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withProject, withStudio } from '../with-studio.ts';
import { addProjectModels } from './project-models.ts';

export function addProject(program: Command, finish: (code: ExitCode) => void) {
  const project = program.command('project').description('make, describe, check and back up projects of pairs');
  project
    .command('new')
    .description('make a project: a folder with pairs, labels and their history')
    .argument('<folder>', 'missing or empty')
    .option('--name <name>', "what people call it; the folder's name where not given")
    .action(async (folder: string, { name }: { name?: string }) => {
      const out = new Console(false);
      const info = await withStudio('project new', (studio) =>
        studio.project.create({ folder, ...(name !== undefined && { name }) }),
      );
      out.say(`Made the project ${info.name} in ${info.folder}.`);
      finish(EXIT.done);
    });
  project
    .command('info')
    .description('what is in a project, and who has it open')
    .argument('<folder>')
    .option('--json', 'one JSON object on standard output')
    .action(async (folder: string, { json = false }: { json?: boolean }) => {
      const out = new Console(json);
      const info = await withProject(folder, { command: 'project info', write: false }, (studio) =>
        studio.project.info(),
      );
      out.record({ type: 'project', ...info });
      out.say(describe(info));
      finish(EXIT.done);
    });
  project
    .command('check')
    .description('read everything and compare: the file, every image with its checksum, every label with its history')
    .argument('<folder>')
    .option('--json', 'one JSON object on standard output')
    .action(async (folder: string, { json = false }: { json?: boolean }) =>
      finish(await check(folder, new Console(json))),
    );
  project
    .command('backup')
    .description('copy a project as it is now, also while others write to it')
    .argument('<folder>')
    .argument('<file>', 'must not exist')
    .action(async (folder: string, file: string) => {
      const out = new Console(false);
      await withProject(folder, { command: 'project backup', write: false }, (studio) =>
        studio.project.backup({ file }),
      );
      out.say(`Wrote ${file}.`);
      finish(EXIT.done);
    });
  project
    .command('restore')
    .description('list the backups of a project with what each holds, or bring one back with the labels saved since')
    .argument('<folder>', 'also one that is damaged or whose database is gone')
    .option(
      '--backup <name>',
      'the one to bring back, or "newest" for the newest that is sound; lists them where not given',
    )
    .option('--json', 'one JSON object on standard output')
    .addHelpText('after', '\nThe database that was there is kept in the folder set-aside of the project.')
    .action(async (folder: string, { backup, json = false }: { backup?: string; json?: boolean }) =>
      finish(await restore(folder, backup, new Console(json))),
    );
  addProjectModels(project, finish);
}

function describe({ name, folder, created, counts, bytes, openIn }: ProjectInfo): string {
  const statuses = Object.entries(counts.byStatus).map(([status, pairs]) => `${pairs} ${status}`);
  return table([
    ['project', name],
    ['folder', folder],
    ['made', created],
    ['pairs', `${counts.pairs} of ${counts.photos} photos, ${counts.images} images`],
    ['status', statuses.join(', ') || 'nothing imported yet'],
    ['size', `${(bytes / 2 ** 20).toFixed(1)} MiB`],
    ['open in', openIn ? `${openIn.program} (process ${openIn.pid} on ${openIn.host}, since ${openIn.since})` : 'none'],
  ]);
}

async function check(folder: string, out: Console): Promise<ExitCode> {
  const report = await withProject(folder, { command: 'project check', write: false }, (studio) =>
    studio.project.check(),
  );
  out.record({ type: 'check', ...report });
  for (const { check: part, problem } of [...report.faults, ...report.notes]) out.say(`${part}: ${problem.sentence}`);
  out.say(report.ok ? `Sound. ${report.imagesChecked} images checked.` : `${report.faults.length} faults.`);
  return report.ok ? EXIT.done : EXIT.someFailed;
}

async function restore(folder: string, wanted: string | undefined, out: Console): Promise<ExitCode> {
  return withStudio('project restore', async (studio) => {
    const backups = await studio.project.backups({ folder });
    if (wanted === undefined) {
      out.record({ type: 'backups', backups });
      out.say(backups.length === 0 ? `${folder} has no backups.` : table(backups.map(backupRow)));
      return EXIT.done;
    }
    const newest = backups.find(({ state }) => state === 'proven')?.name;
    if (wanted === 'newest' && newest === undefined) {
      throw new Problem(
        'said',
        { sentence: `${folder} has no sound backup.`, cure: 'Look at the list of its backups.' },
        { code: 'not-found' },
      );
    }
    const restored = await studio.project.restore({ folder, backup: wanted === 'newest' ? (newest ?? '') : wanted });
    out.record({ type: 'restored', ...restored });
    out.say(`Brought back ${restored.backup}: ${restored.pairs} pairs, ${restored.labels} of them labelled.`);
    out.say(`${restored.replayed} labels saved since came back from the journal.`);
    if (restored.left > 0) out.say(`${restored.left} labels are of pairs that this backup does not hold.`);
    if (restored.setAside !== null) out.say(`The former database is kept in ${restored.setAside}.`);
    return EXIT.done;
  });
}

function backupRow({ name, state, contents, bytes, fault }: BackupFacts): [string, string] {
  const held = contents ? `${contents.pairs} pairs, ${contents.labels} labels` : (fault?.sentence ?? '');
  return [name, `${state}, ${(bytes / 2 ** 20).toFixed(1)} MiB, ${held}`];
}
