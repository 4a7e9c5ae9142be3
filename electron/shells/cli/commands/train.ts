import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { networkName, networkOf, networks } from '../../../../models/networks/registry.ts';
import { engineIds } from '../../../../models/engines/registry.ts';
import type { EngineChoice } from '../../../contract/compute.ts';
import type { TrainingReport, TrainingRequest } from '../../../contract/training.ts';
import { TRAINING_SIDES, type TrainingSides } from '../../../contract/training-side.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { addFilterOptions, pairFilter, wholeNumber, type FilterOptions } from '../pair-filter-options.ts';
import { inWords, TrainingView } from '../training-view.ts';
import { followToEnd, withProject } from '../with-studio.ts';
import { readConfig } from './synthesize.ts';

type Network = TrainingRequest['network'];

interface TrainOptions extends FilterOptions {
  name: string;
  base?: string;
  preset: TrainingRequest['preset'];
  side: TrainingSides[];
  restorer?: string;
  steps: number;
  batch: number;
  rate?: number;
  measureEvery: number;
  patience: number;
  freeze: string[];
  balance?: boolean;
  synthetic?: string;
  mix: number;
  augment: number;
  seed: number;
  engine: EngineChoice;
  again?: boolean;
  json?: boolean;
}

export function addTrain(program: Command, finish: (code: ExitCode) => void) {
  const trainable = networks().flatMap(({ id, training }) => (training ? id : []));
  const command = program
    .command('train')
    .description(
      `fine-tune ${trainable.map(networkName).join(' or ')} on the train split of a project, measured on its validation split`,
    )
    .addArgument(new Argument('<network>', 'what is trained').choices(trainable))
    .argument('<project>', 'folder of the project; divide it with `split` first')
    .requiredOption('--name <name>', 'what the model is called when it is done')
    .option('--base <name>', 'weights to begin with: a name from `models list`, or a file')
    .addOption(
      new Option('--preset <preset>', 'compatible repeats the published recipe')
        .choices(['correct', 'compatible'])
        .default('correct'),
    )
    .addOption(
      new Option(
        '--side <sides...>',
        'CRNN: pictures that it learns to read; sr: what TSRN makes of LR, both: lr and hr',
      )
        .choices(Object.keys(TRAINING_SIDES))
        .default(['both']),
    )
    .option('--restorer <name>', 'TSRN weights that make the pictures of side sr, as --base')
    .option('--steps <number>', 'batches to learn from', wholeNumber, 1000)
    .option('--batch <number>', 'crops in a batch', wholeNumber, 16)
    .option('--rate <number>', "learning rate; the preset's where not given", positive)
    .option('--measure-every <number>', 'steps between two measurements, each with a checkpoint', wholeNumber, 100)
    .option('--patience <number>', 'measurements without gain after which it ends; 0: never', wholeNumber, 5)
    .option('--freeze <prefixes...>', 'parameters whose names begin so stay as they are', [])
    .option('--balance', 'every difficulty as often as the others')
    .option('--synthetic <config>', 'JSON of `synthesize`: pairs drawn while it learns, beside those of the project')
    .option('--mix <share>', 'their share of every batch; at 1 the train split is not used', share, 0.5)
    .option('--augment <strength>', 'vary colours, noise and, for CRNN, place of the crops: 0 to 1', share, 0)
    .option('--seed <number>', 'the same seed gives the same training', wholeNumber, 0)
    .addOption(
      new Option('--engine <engine>', 'what computes').choices(['auto', ...engineIds('training')]).default('auto'),
    )
    .option('--again', 'begin anew where an earlier run of this name was stopped')
    .option('--json', 'one JSON object per line on standard output');
  addFilterOptions(command, { split: false }).action(async (network: Network, project: string, options: TrainOptions) =>
    finish(await run(network, project, options)),
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Give a number above 0.');
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('Give a number from 0 to 1.');
  return value;
}

async function requestOf(network: Network, options: TrainOptions): Promise<TrainingRequest> {
  const { name, base, preset, side, steps, batch, rate, measureEvery, patience, freeze, balance, seed, engine } =
    options;
  return {
    ...{ network, name, preset, steps, batch, measureEvery, patience, seed, engine },
    ...(base !== undefined && { base }),
    ...(options.restorer !== undefined && { restorer: options.restorer }),
    ...(rate !== undefined && { learningRate: rate }),
    ...(options.again && { again: true }),
    ...(options.synthetic !== undefined &&
      options.mix > 0 && { synthetic: { config: await readConfig(options.synthetic), mix: options.mix } }),
    ...(options.augment > 0 && { augmentation: options.augment }),
    filter: pairFilter(options),
    sides: [...new Set(side.flatMap((one) => TRAINING_SIDES[one]))],
    frozen: freeze,
    balance: balance ?? false,
  };
}

async function run(network: Network, project: string, options: TrainOptions): Promise<ExitCode> {
  const out = new Console(options.json ?? false);
  const signal = onInterrupt(out);
  const request = await requestOf(network, options);
  return withProject(project, { command: 'train', write: true }, async (studio) => {
    const view = new TrainingView(out, request.steps);
    let report;
    try {
      report = await followToEnd(await studio.training.run(request, { signal }), (event) => view.show(event));
    } finally {
      out.end();
    }
    out.record({ type: 'summary', ...report });
    return summarise(out, report, request);
  });
}

function summarise(
  out: Console,
  { state, step, before, best, model }: TrainingReport,
  request: TrainingRequest,
): ExitCode {
  if (state === 'cancelled') {
    out.say(`Stopped at step ${step}. Run the same command again to go on.`);
    return EXIT.cancelled;
  }
  out.say(`before  ${inWords(before)}\nbest    ${inWords(best.score)}  (step ${best.step})`);
  if (!model) {
    out.say('Nothing did better than what it began with, so no model was kept.');
    return EXIT.someFailed;
  }
  out.say(
    `Kept as ${model.name}. Use it with ${networkOf(request.network).purpose === 'super-resolution' ? '--model' : '--reader-model'} ${model.name}.`,
  );
  return EXIT.done;
}
