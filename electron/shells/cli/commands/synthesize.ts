import { InvalidArgumentError, Option, type Command } from 'commander';
import { z } from 'zod';
import { asProblem, Problem } from '../../../../models/base/problem.ts';
import { exportFormatSchema } from '../../../contract/project.ts';
import {
  type SynthesisConfig,
  synthesisConfigSchema,
  synthesisRecordSchema,
  type SynthesisRequest,
} from '../../../contract/synthesis.ts';
import { layoutOf } from '../../../core/project/layout.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wholeNumber } from '../pair-filter-options.ts';
import { followToEnd, openProject, withStudio } from '../with-studio.ts';
import { isThere, readUserText } from '../../../../models/base/user-file.ts';

interface SynthesizeOptions {
  config?: string;
  count?: number;
  seed?: number;
  fonts?: string[];
  words?: string;
  real?: string;
  realShare?: number;
  characters?: string;
  natural?: boolean;
  syn?: 'bicubic' | 'gaussian';
  format: 'project' | z.infer<typeof exportFormatSchema>;
  json?: boolean;
}

export function addSynthesize(program: Command, finish: (code: ExitCode) => void) {
  program
    .command('synthesize')
    .description('make LR/HR pairs of rendered text, for training: into a project, a TextZoom LMDB or folders')
    .argument('<out>', 'a new folder; with --format project, one that is made or an existing project')
    .option('--config <file>', 'JSON that describes the pairs; a synthesis.json of an earlier run makes the same ones')
    .option('--count <number>', 'pairs to make', wholeNumber)
    .option('--seed <number>', 'the same seed gives the same pairs', wholeNumber)
    .option('--fonts <paths...>', "font files or folders; the system's where not given")
    .option('--words <file>', 'a list with one word a line')
    .option(
      '--real <folder>',
      'real crops with a labels.tsv (file, tab, text), degraded alike, in the place of drawn texts',
    )
    .option('--real-share <share>', 'their share of the pairs, 0 to 1', share)
    .option('--characters <characters>', 'what may be written, and what a font must have')
    .option('--natural', 'texts keep their proportions instead of being squeezed to 128×32')
    .addOption(
      new Option(
        '--syn <kind>',
        'LR computed from HR as the published code does, instead of a second photograph',
      ).choices(['bicubic', 'gaussian']),
    )
    .addOption(
      new Option('--format <format>', 'what is made')
        .choices(['project', ...exportFormatSchema.options.filter((format) => format !== 'photo-json')])
        .default('folders'),
    )
    .option('--json', 'one JSON object per line on standard output')
    .action(async (out: string, options: SynthesizeOptions) => finish(await run(out, options)));
}

async function run(folder: string, options: SynthesizeOptions): Promise<ExitCode> {
  const out = new Console(options.json ?? false);
  const signal = onInterrupt(out);
  const config = configOf(options, options.config === undefined ? {} : await readConfig(options.config));
  return withStudio('synthesize', async (studio) => {
    let destination: SynthesisRequest['destination'] = { project: true };
    if (options.format !== 'project') destination = { folder, format: options.format };
    else if (await isThere(layoutOf(folder).database)) await openProject(studio, folder, { out, write: true });
    else await studio.project.create({ folder });
    const start = performance.now();
    out.begin(config.count, 'pairs');
    let report;
    try {
      report = await followToEnd(await studio.synthesis.run({ config, destination }, { signal }), (progress) => {
        out.record({ type: 'progress', ...progress });
        out.advance(progress.made, (performance.now() - start) / 1000);
      });
    } finally {
      out.end();
    }
    out.record({ type: 'summary', ...report });
    if (report.state === 'cancelled') {
      out.say(options.format === 'project' ? 'Stopped. The same command goes on.' : 'Stopped; nothing was written.');
      return EXIT.cancelled;
    }
    const known = report.known > 0 ? `, ${report.known} were there already` : '';
    out.say(`${report.made} pairs in ${folder}${known}, drawn with ${report.fonts} fonts and ${report.words} words.`);
    out.say(`How they were made: ${report.record}`);
    return EXIT.done;
  });
}

/** Options count over the file. */
function configOf(options: SynthesizeOptions, file: object): SynthesisConfig {
  const { count, seed, fonts, words, real, realShare, characters, natural, syn } = options;
  const base = synthesisConfigSchema.parse(file);
  return synthesisConfigSchema.parse({
    ...base,
    ...(count !== undefined && { count }),
    ...(seed !== undefined && { seed }),
    ...(fonts !== undefined && { fonts }),
    ...(words !== undefined && { words }),
    ...(real !== undefined && { real }),
    ...(realShare !== undefined && { realShare }),
    ...(characters !== undefined && { text: { ...base.text, characters } }),
    ...(natural && { size: { ...base.size, width: null } }),
    ...(syn !== undefined && { degradation: { ...base.degradation, kind: syn } }),
  });
}

/** A config, or the record of an earlier run. Throws `bad-argument` with what is wrong, and what reading throws. */
export async function readConfig(file: string): Promise<SynthesisConfig> {
  const text = await readUserText(file).catch((error: unknown) => {
    throw asProblem(error, file, 'read');
  });
  try {
    const value: unknown = JSON.parse(text);
    const record = z.object({ format: z.string() }).safeParse(value);
    return record.success ? synthesisRecordSchema.parse(value).config : synthesisConfigSchema.parse(value);
  } catch (cause) {
    const faults = cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll(/\s+/g, ' ') : 'it is not JSON';
    throw new Problem(
      'said',
      {
        sentence: `${file} describes no synthesis: ${faults}`,
        cure: 'Correct what is named here; "synthesize --help" tells what it takes.',
      },
      { code: 'bad-argument', cause },
    );
  }
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('Give a number from 0 to 1.');
  return value;
}
