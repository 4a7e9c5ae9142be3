import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  labelChangesSchema,
  difficultySchema,
  directionSchema,
  statusSchema,
  type Label,
} from '../../../contract/label.ts';
import type { LabelActionResult } from '../../../contract/label-actions.ts';
import { Problem } from '../../../../models/base/problem.ts';
import { Console, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wholeNumber } from '../pair-filter-options.ts';
import { systemUserName } from '../../../core/window/user-name.ts';
import { withProject } from '../with-studio.ts';
import { addLabelList } from './label-list.ts';

interface Who {
  annotator: string;
  pass: 1 | 2;
  json?: boolean;
}

interface SetOptions extends Who {
  direction?: string;
  transcription?: string;
  illegible?: boolean;
  difficulty?: string;
  focalLr?: number;
  focalHr?: number;
  notes?: string;
  tag?: string[];
  status?: string;
}

export function addLabel(program: Command, finish: (code: ExitCode) => void) {
  const label = program.command('label').description('see and change what people say of pairs; nothing is ever lost');
  const passOption = () =>
    new Option('--pass <pass>', 'first or second annotator')
      .default(1)
      .argParser((text: string) => (text === '1' ? 1 : text === '2' ? 2 : invalid('Give 1 or 2.')));
  const who = (command: Command) =>
    command
      .option('--annotator <name>', 'who labels', systemUserName())
      .addOption(passOption())
      .option('--json', 'one JSON object per line on standard output');

  addLabelList(label, finish);
  who(
    label.command('get').description('the label of a pair').argument('<project>').argument('<pair>', '', wholeNumber),
  ).action(async (project: string, pairId: number, options: Who) => {
    const out = new Console(options.json ?? false);
    const found = await withProject(project, { command: 'label get', write: false }, (studio) =>
      studio.labels.get({ pairId, pass: options.pass }),
    );
    out.record({ type: 'label', pairId, label: found });
    out.say(describe(found));
    finish(EXIT.done);
  });
  const choice = (flags: string, values: readonly string[]) => new Option(flags).choices([...values]);
  who(
    label
      .command('set')
      .description('change the label of one pair or of several in one action')
      .argument('<project>')
      .argument('<pair...>', 'numbers of pairs')
      .addOption(choice('--direction <direction>', directionSchema.options))
      .option('--transcription <text>', "'' where there is no text")
      .option('--illegible', 'cannot be read')
      .option('--no-illegible', 'can be read')
      .addOption(choice('--difficulty <difficulty>', difficultySchema.options))
      .option('--focal-lr <mm>', 'focal length of the LR photo', Number)
      .option('--focal-hr <mm>', 'focal length of the HR photo', Number)
      .option('--notes <text>')
      .option('--tag <tag...>', 'replaces the tags')
      .addOption(choice('--status <status>', statusSchema.options)),
  ).action(async (project: string, pairs: string[], options: SetOptions) =>
    finish(await set(project, pairs.map(wholeNumber), options)),
  );
  for (const step of ['undo', 'redo'] as const) {
    const description = step === 'undo' ? 'take back your latest action, on all its pairs' : 'do it again';
    who(label.command(step).description(description).argument('<project>')).action(
      async (project: string, { annotator, pass, json = false }: Who) => {
        const out = new Console(json);
        const action = await withProject(project, { command: `label ${step}`, write: true }, (studio) =>
          studio.labels[step]({ annotator, pass }),
        );
        say(out, action, `There is nothing of ${annotator}'s to ${step}.`);
        finish(EXIT.done);
      },
    );
  }
  label
    .command('history')
    .description('who changed what of a pair and when, with everything that was undone')
    .argument('<project>')
    .argument('<pair>', '', wholeNumber)
    .option('--json', 'one JSON object per line on standard output')
    .action(async (project: string, pairId: number, { json = false }: { json?: boolean }) => {
      const out = new Console(json);
      const entries = await withProject(project, { command: 'label history', write: false }, (studio) =>
        studio.labels.history({ pairId }),
      );
      for (const entry of entries) out.record({ type: 'event', ...entry });
      const rows = entries.map(({ at, annotator, pass, kind, after, undone }) => [
        at,
        annotator,
        `pass ${pass}`,
        undone ? `${kind} (undone)` : kind,
        JSON.stringify(after),
      ]);
      out.say(table(rows));
      finish(EXIT.done);
    });
}

async function set(project: string, pairIds: number[], options: SetOptions): Promise<ExitCode> {
  const {
    annotator,
    pass,
    json = false,
    direction,
    transcription,
    illegible,
    difficulty,
    notes,
    tag,
    status,
  } = options;
  const changes = labelChangesSchema.safeParse({
    ...(direction !== undefined && { direction }),
    ...(transcription !== undefined && { transcription }),
    ...(illegible !== undefined && { illegible }),
    ...(difficulty !== undefined && { difficulty }),
    ...(options.focalLr !== undefined && { focalLengthLr: options.focalLr }),
    ...(options.focalHr !== undefined && { focalLengthHr: options.focalHr }),
    ...(notes !== undefined && { notes }),
    ...(tag !== undefined && { tags: tag }),
    ...(status !== undefined && { status }),
  });
  if (!changes.success) {
    const { path, message } = changes.error.issues[0] ?? { path: [], message: '' };
    throw new Problem(
      'said',
      { sentence: `${path.join('.')}: ${message}.`, cure: 'See `palimpsest label set --help`.' },
      { code: 'bad-argument' },
    );
  }
  if (Object.keys(changes.data).length === 0) {
    throw new Problem(
      'said',
      { sentence: 'Nothing says what to change.', cure: 'Add --transcription TEXT or another field.' },
      { code: 'bad-argument' },
    );
  }
  const out = new Console(json);
  const action = await withProject(project, { command: 'label set', write: true }, (studio) =>
    studio.labels.set({ pairIds, annotator, pass, changes: changes.data }),
  );
  say(out, action, 'The labels say so already.');
  return EXIT.done;
}

function say(out: Console, action: LabelActionResult | null, nothing: string) {
  if (!action) return out.say(nothing);
  if (action.labels.length === 0) {
    out.record({ type: 'labels', actionId: action.actionId, pairs: action.pairs });
    out.say(`The labels of ${action.pairs} pairs.`);
  }
  for (const { pairId, label } of action.labels) {
    out.record({ type: 'label', pairId, label });
    out.say(`pair ${pairId}\n${describe(label)}`);
  }
}

function describe(label: Label): string {
  return table(Object.entries(label).map(([field, value]) => [`  ${field}`, JSON.stringify(value)]));
}

function invalid(message: string): never {
  throw new InvalidArgumentError(message);
}
