import { Option, type Command } from 'commander';
import { Problem } from '../../../../models/base/problem.ts';
import { splitSchema, type Split } from '../../../contract/label.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wholeNumber } from '../pair-filter-options.ts';
import { follow, withProject } from '../with-studio.ts';

interface SplitOptions {
  shares?: string;
  seed: number;
  by?: 'subset';
  lock?: Split;
  json?: boolean;
}

/** Commands about a project's pairs as a set. */
export function addDataset(program: Command, finish: (code: ExitCode) => void) {
  program
    .command('split')
    .description('divide a project into train, validation and test by source photo, never by crop; show the split')
    .argument('<project>')
    .option('--shares <shares>', 'such as train=8,validation=1,test=1: divides anew, locked photos stay')
    .option('--seed <number>', 'the same seed divides the same photos alike', wholeNumber, 0)
    .addOption(new Option('--by <field>', 'give every subset the same shares').choices(['subset']))
    .addOption(new Option('--lock <split>', 'fix what is in a split from now on').choices(splitSchema.options))
    .option('--json', 'one JSON object on standard output')
    .action(async (project: string, options: SplitOptions) => finish(await split(project, options)));
  program
    .command('stats')
    .description('what a project holds, in figures')
    .argument('<project>')
    .option('--json', 'one JSON object on standard output')
    .action(async (project: string, options: { json?: boolean }) => finish(await stats(project, options)));
  program
    .command('checks')
    .description('what may be wrong with the pairs of a project, counted; `export --check` and the lists choose by it')
    .argument('<project>')
    .option('--refresh', 'measure new pictures and look for everything anew')
    .option('--json', 'one JSON object on standard output')
    .action(async (project: string, options: { refresh?: boolean; json?: boolean }) =>
      finish(await checks(project, options)),
    );
}

async function split(project: string, { shares, seed, by, lock, json = false }: SplitOptions): Promise<ExitCode> {
  const out = new Console(json);
  const write = shares !== undefined || lock !== undefined;
  const counts = await withProject(project, { command: 'split', write }, async (studio) => {
    if (shares !== undefined) {
      await studio.splits.make({ shares: sharesOf(shares), seed, ...(by && { stratifyBy: by }) });
    }
    return lock ? studio.splits.lock({ split: lock }) : studio.splits.counts();
  });
  out.record({ type: 'split', counts });
  const rows = counts.map((row) => [
    row.split ?? 'none',
    String(row.photos),
    String(row.pairs),
    String(row.lockedPhotos),
  ]);
  out.say(table([['split', 'photos', 'pairs', 'locked photos'], ...rows]));
  return EXIT.done;
}

function sharesOf(text: string): Partial<Record<Split, number>> {
  const shares: Partial<Record<Split, number>> = {};
  for (const part of text.split(',')) {
    const [name, value] = part.split('=');
    const named = splitSchema.safeParse(name?.trim());
    const share = Number(value);
    if (!named.success || !(share >= 0)) {
      throw new Problem(
        'said',
        { sentence: `The share “${part}” cannot be read.`, cure: 'Write train=8,validation=1,test=1.' },
        { code: 'bad-argument' },
      );
    }
    shares[named.data] = share;
  }
  return shares;
}

async function stats(project: string, { json = false }: { json?: boolean }): Promise<ExitCode> {
  const out = new Console(json);
  const figures = await withProject(project, { command: 'stats', write: false }, (studio) => studio.statistics());
  out.record({ type: 'statistics', ...figures });
  const tallies = {
    status: figures.byStatus,
    direction: figures.byDirection,
    difficulty: figures.byDifficulty,
    'proposed difficulty': figures.byProposedDifficulty,
    split: figures.bySplit,
    subset: figures.bySubset,
  };
  const rows = Object.entries(tallies).map(([field, tally]) => [
    field,
    tally.map(({ value, pairs }) => `${pairs} ${value === null || value === '' ? '–' : value}`).join(', '),
  ]);
  const people = figures.byAnnotator.map(
    ({ annotator, firstPass, secondPass }) => `${annotator} ${firstPass}+${secondPass}`,
  );
  const characters = figures.characters.slice(0, 30).map(({ character, times }) => `${character}\u00a0${times}`);
  const sizes = (['lr', 'hr'] as const).map((side) => [
    side.toUpperCase(),
    figures.imageSizes[side]
      .slice(0, 8)
      .map(({ width, height, pairs }) => `${pairs} of ${width}×${height}`)
      .join(', '),
  ]);
  out.say(
    table([
      ['pairs', `${figures.pairs} in all`],
      ...rows,
      ['annotators', people.join(', ') || '–'],
      ['characters', characters.join(' ') || '–'],
      ...sizes,
    ]),
  );
  return EXIT.done;
}

async function checks(project: string, { refresh = false, json = false }: { refresh?: boolean; json?: boolean }) {
  const out = new Console(json);
  const signal = onInterrupt(out);
  return withProject(project, { command: 'checks', write: refresh }, async (studio): Promise<ExitCode> => {
    if (refresh) {
      const start = performance.now();
      let isBegun = false;
      const done = await follow(await studio.checks.refresh(), {
        signal,
        onProgress(progress) {
          if (!isBegun) out.begin(progress.of, 'images');
          isBegun = true;
          out.advance(progress.done, (performance.now() - start) / 1000);
        },
      });
      out.end();
      if (!done) return EXIT.cancelled;
    }
    const counts = await studio.checks.counts();
    out.record({ type: 'checks', counts });
    const rows = counts.map(({ check, pairs, at, stale }) => [
      check,
      pairs === undefined ? 'never looked for' : String(pairs),
      stale ? 'out of date: use --refresh' : (at ?? ''),
    ]);
    out.say(table([['check', 'pairs', 'looked for'], ...rows]));
    return EXIT.done;
  });
}
