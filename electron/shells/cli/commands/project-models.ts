import { Argument, type Command } from 'commander';
import { networkIds } from '../../../../models/networks/registry.ts';
import type { ModelLineage, RegisteredModel, TrainingRun } from '../../../contract/registry.ts';
import type { StudioClient } from '../../../core/service/studio.ts';
import { Console, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { inWords } from '../training-view.ts';
import { withProject } from '../with-studio.ts';

type Finish = (code: ExitCode) => void;

/** `project models`: where a project's models come from, and which one it works with. */
export function addProjectModels(project: Command, finish: Finish) {
  const models = project.command('models').description("a project's own models: lineage, promotion, removal");
  const at = (name: string, description: string) => models.command(name).description(description).argument('<project>');
  const json = ['--json', 'one JSON object per line on standard output'] as const;
  at('list', 'the models of a project, which of them it works with, and its trainings')
    .option(...json)
    .action((folder: string, options: { json?: boolean }) =>
      inProject(folder, options, false, finish, async (studio, out) => {
        say(out, await studio.registry.list());
        sayRuns(out, await studio.runs.list());
      }),
    );
  at('show', 'where a model comes from, how it did and what was made with it')
    .argument('<model>', 'name or SHA-256')
    .option(...json)
    .action((folder: string, key: string, options: { json?: boolean }) =>
      inProject(folder, options, false, finish, async (studio, out) => {
        const lineage = await studio.registry.lineage({ key });
        out.record({ type: 'lineage', ...lineage });
        out.say(table(described(lineage)));
      }),
    );
  at('add', 'bring in a checkpoint, or a model that another project exported')
    .argument('<file>')
    .option('--name <name>', 'how it is called here')
    .action((folder: string, file: string, { name }: { name?: string }) =>
      inProject(folder, {}, true, finish, async (studio, out) => {
        const model = await studio.registry.add({ file, ...(name !== undefined && { name }) });
        out.say(`The project has the model ${model.name}, SHA-256 ${model.sha256}.`);
      }),
    );
  at('export', 'write weights, under the names that PyTorch knows, and card')
    .argument('<model>', 'name or SHA-256')
    .argument('<folder>')
    .action((source: string, key: string, folder: string) =>
      inProject(source, {}, false, finish, async (studio, out) => {
        const { file } = await studio.registry.export({ key, folder });
        out.say(`Wrote ${file}.`);
      }),
    );
  at('promote', 'make a model the one that the project works with where nobody names another')
    .argument('<model>', 'name or SHA-256')
    .action((folder: string, key: string) =>
      inProject(folder, {}, true, finish, async (studio, out) => say(out, await studio.registry.promote({ key }))),
    );
  at('rollback', 'back to the model that was promoted before, or to what ships')
    .addArgument(new Argument('<network>').choices(networkIds()))
    .action((folder: string, network: string) =>
      inProject(folder, {}, true, finish, async (studio, out) => say(out, await studio.registry.rollBack({ network }))),
    );
  at('remove', "take a model off the project; the user's own models keep theirs")
    .argument('<model>', 'name or SHA-256')
    .option('--anyway', 'also where something depends on it')
    .action((folder: string, key: string, { anyway = false }: { anyway?: boolean }) =>
      inProject(folder, {}, true, finish, async (studio, out) => {
        await studio.registry.remove({ key, anyway });
        out.say(`Removed ${key}.`);
      }),
    );
}

async function inProject(
  folder: string,
  { json = false }: { json?: boolean },
  write: boolean,
  finish: Finish,
  work: (studio: StudioClient, out: Console) => Promise<void>,
): Promise<void> {
  const out = new Console(json);
  await withProject(folder, { command: 'project models', write }, (studio) => work(studio, out));
  finish(EXIT.done);
}

function say(out: Console, models: readonly RegisteredModel[]) {
  for (const model of models) out.record({ type: 'model', ...model });
  if (models.length === 0) return out.say('The project has no models of its own; it works with those that ship.');
  const head = ['model', 'network', 'origin', 'began with', 'added', ''];
  const rows = models.map(({ name, network, origin, base, addedAt, isPromoted, hasWeights }) => [
    ...[name, network, origin, base?.name ?? '–', addedAt.slice(0, 16)],
    [isPromoted && 'in use', !hasWeights && 'weights missing'].filter(Boolean).join(', '),
  ]);
  return out.say(table([head, ...rows]));
}

function sayRuns(out: Console, runs: readonly TrainingRun[]) {
  for (const run of runs) out.record({ type: 'run', ...run });
  if (runs.length === 0) return;
  const head = ['training', 'state', 'crops', 'before', 'best'];
  const rows = runs.map(({ name, state, snapshot, before, best }) => [
    ...[name, state, String(snapshot.training), before ? inWords(before) : '–'],
    best ? `${inWords(best.score)} at step ${best.step}` : '–',
  ]);
  out.say(`\n${table([head, ...rows])}`);
}

function described({ model, ancestors, run, uses }: ModelLineage): string[][] {
  return [
    ['model', `${model.name}, ${model.network.toUpperCase()}, SHA-256 ${model.sha256}`],
    ['title', model.title],
    ['began with', ancestors.map(({ name }) => name).join(' ← ') || '–'],
    ...(run
      ? [
          ['training', `${run.state}, ${run.begunAt.slice(0, 16)}, ${run.engine} (${run.device})`],
          ['learnt from', `${run.snapshot.training} crops, snapshot ${run.snapshot.sha256.slice(0, 12)}`],
          ['before', run.before ? inWords(run.before) : '–'],
          ['best', run.best ? `${inWords(run.best.score)} at step ${run.best.step}` : '–'],
        ]
      : []),
    ['in use', uses.isPromoted ? 'yes' : 'no'],
    ['began others', uses.descendants.join(', ') || 'none'],
    ...uses.restorations.map(({ folder, pictures }) => ['restored', `${pictures} pictures in ${folder}`]),
    ...uses.evaluations.map(({ report, pairs, at }) => ['evaluated', `${at.slice(0, 16)}, ${pairs} pairs: ${report}`]),
  ];
}
