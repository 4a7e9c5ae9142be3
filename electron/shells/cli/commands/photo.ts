import { InvalidArgumentError, Option, type Command } from 'commander';
import { readyMadeReaderIds } from '../../../../models/recognition/reader-registry.ts';
import {
  type PhotoEvent,
  type PhotoFormat,
  photoFormatSchema,
  type PhotoReport,
  type PhotoResult,
} from '../../../contract/photo.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console, inLine } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { addJobOptions, computeOptions, type JobOptions } from '../job-options.ts';
import { followToEnd, withStudio } from '../with-studio.ts';

interface PhotoOptions extends JobOptions {
  out: string;
  formats: PhotoFormat[];
  shard?: { part: number; of: number };
  direction: 'auto' | 'ltr' | 'rtl';
  asTheyAre?: boolean;
  again?: boolean;
  report?: string;
}

const FORMATS = photoFormatSchema.options;

export function addPhoto(program: Command, finish: (code: ExitCode) => void) {
  const command = program
    .command('photo')
    .description('find the lines of photos and scans, restore the small ones, and read them all')
    .argument('<in...>', 'photos, folders (searched all the way down) or patterns')
    .requiredOption(
      '--out <folder>',
      'where results go: a JSON file with everything and the formats under the same names',
    )
    .addOption(
      new Option('--formats <formats>', `${FORMATS.join(', ')}, several with commas`)
        .default(['txt', 'json'], 'txt,json')
        .argParser(parseFormats),
    )
    .addOption(
      new Option('--shard <i/n>', 'read only the i-th of n parts, divided by the hash of each path').argParser(
        parseShard,
      ),
    )
    .addOption(
      new Option('--direction <direction>', 'where lines begin; auto goes by the script that is read')
        .choices(['auto', 'ltr', 'rtl'])
        .default('auto'),
    )
    .option('--as-they-are', 'restore no lines before they are read')
    .option('--again', 'redo photos that an earlier run finished')
    .option('--report <file>', 'write one report page for all photos');
  addJobOptions(command, { superResolution: true, readers: readyMadeReaderIds() });
  command.action(async (inputs: string[], options: PhotoOptions) => finish(await run(inputs, options)));
}

function parseFormats(text: string): PhotoFormat[] {
  return [...new Set(text.split(','))].map((name) => {
    const format = photoFormatSchema.safeParse(name.trim()).data;
    if (format !== undefined) return format;
    throw new InvalidArgumentError(`Name some of ${FORMATS.join(', ')}.`);
  });
}

function parseShard(text: string): { part: number; of: number } {
  const [, part = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (part >= 1 && part <= of) return { part, of };
  throw new InvalidArgumentError('Give a part and how many there are, counted from 1, such as 3/16.');
}

async function run(inputs: string[], options: PhotoOptions): Promise<ExitCode> {
  const { out: folder, formats, shard, direction, asTheyAre, again, report } = options;
  const out = new Console(options.json ?? false);
  const signal = onInterrupt(out);
  const request = {
    ...{ inputs, out: folder, formats, compute: computeOptions(options) },
    ...(shard && { shard }),
    ...(direction !== 'auto' && { writing: direction }),
    ...(asTheyAre && { asTheyAre }),
    ...(again && { again }),
    ...(report !== undefined && { report }),
  };
  return withStudio('photo', async (studio) => {
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    let troubles = 0;
    let done = 0;
    try {
      const result = await followToEnd(await studio.photos.read({ ...request }, { signal }), (event) => {
        if (event.type === 'begun') {
          troubles = event.problems.length;
          announceJob(out, event);
        } else announce(out, event, ++done, seconds());
      });
      out.end();
      return summarise(out, result, { seconds: seconds(), report, stopped: signal.aborted, troubles });
    } finally {
      out.end();
    }
  });
}

function announceJob(out: Console, event: Extract<PhotoEvent, { type: 'begun' }>) {
  const { items, elsewhere, opened, problems } = event;
  for (const problem of problems) out.problem(problem);
  const restoring = opened.superResolution ? `, small lines restored with ${opened.superResolution.name}` : '';
  const others = elsewhere > 0 ? ` (${elsewhere} belong to other parts)` : '';
  out.say(`${items} photos${others}${restoring}, on ${opened.engine} (${opened.device})`);
  out.begin(items, 'photos');
}

function announce(out: Console, event: Extract<PhotoEvent, { type: 'item' }>, done: number, seconds: number) {
  if (event.state === 'failed') return out.failed(event, done, seconds);
  const { input, state, result } = event;
  for (const note of result.notes) out.problem(note);
  const { lines, restored, legible, taken } = countsOf(result);
  out.record({ type: 'item', input, state, sha256: result.input.sha256, ...countsOf(result), notes: result.notes });
  const parts = [
    `${lines} lines`,
    legible > 0 && `${legible} legible as they are`,
    restored > 0 && `${restored} restored, ${taken} of them read better so`,
  ].filter(Boolean);
  out.step(inLine(`${state}  ${input}: ${parts.join(', ')}`), done, seconds);
}

function countsOf({ blocks }: PhotoResult) {
  const lines = blocks.flat();
  return {
    lines: lines.length,
    restored: lines.filter(({ restoration }) => restoration === 'restored').length,
    legible: lines.filter(({ restoration }) => restoration === 'legible').length,
    taken: lines.filter(({ chosen }) => chosen === 'restored').length,
  };
}

function summarise(
  out: Console,
  { read, kept, failed, left, empty, lines }: PhotoReport,
  run: { seconds: number; report: string | undefined; stopped: boolean; troubles: number },
): ExitCode {
  const { seconds, report, stopped, troubles } = run;
  out.record({ type: 'summary', read, kept, failed, left, empty, lines, seconds, report });
  const parts = [
    `${read} read`,
    kept > 0 && `${kept} kept from an earlier run`,
    `${failed} failed`,
    empty > 0 && `${empty} without text`,
    left > 0 && `${left} left`,
  ];
  out.say(`${parts.filter(Boolean).join(', ')}; ${lines} lines`);
  if (report !== undefined) out.say(`Report: ${inLine(report)}`);
  if (stopped && left > 0) {
    out.stopped();
    return EXIT.cancelled;
  }
  return failed + empty + troubles > 0 ? EXIT.someFailed : EXIT.done;
}
