import { readyMadeReaderIds } from '../../../../models/recognition/reader-registry.ts';
import type { Command } from 'commander';
import type { RestorationEvent, RestorationReport, Sidecar } from '../../../contract/jobs.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console, inLine } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { addJobOptions, computeOptions, type JobOptions } from '../job-options.ts';
import { readingScores } from '../reading-scores.ts';
import { followToEnd, withStudio } from '../with-studio.ts';

interface RestoreOptions extends JobOptions {
  out: string;
  again?: boolean;
  labels?: string;
  report?: string;
  invention?: boolean;
}

export function addRestore(program: Command, finish: (code: ExitCode) => void) {
  const command = program
    .command('restore')
    .description('enlarge low-resolution text crops with TSRN and read them before and after')
    .argument('<in...>', 'image files, folders (searched all the way down) or patterns')
    .requiredOption('--out <folder>', 'where restorations go: PNG and a JSON sidecar under the same names')
    .option('--again', 'redo items that an earlier run finished')
    .option('--labels <file>', 'transcriptions by image name (.tsv, .csv, .json): scores both readings')
    .option('--report <file>', 'write a report page with the pictures side by side')
    .option('--invention', 'map what may be invented, as NAME.invention.png; takes about ten times as long');
  addJobOptions(command, { superResolution: true, readers: readyMadeReaderIds() });
  command.action(async (inputs: string[], options: RestoreOptions) => finish(await run(inputs, options)));
}

async function run(inputs: string[], options: RestoreOptions): Promise<ExitCode> {
  const { out: folder, again, labels, report, invention } = options;
  const out = new Console(options.json ?? false);
  const signal = onInterrupt(out);
  const request = {
    ...{ inputs, out: folder, compute: computeOptions(options) },
    ...(again && { again }),
    ...(labels !== undefined && { labels }),
    ...(report !== undefined && { report }),
    ...(invention && { invention }),
  };
  return withStudio('restore', async (studio) => {
    const start = performance.now();
    let begun: Extract<RestorationEvent, { type: 'begun' }> | undefined;
    let done = 0;
    let leftAsItIs = 0;
    try {
      const result = await followToEnd(await studio.restoration.run(request, { signal }), (event) => {
        if (event.type === 'begun') {
          begun = event;
          announceJob(out, event);
        } else if (event.type === 'item') {
          if (event.state !== 'failed' && event.sidecar.leftAsItIs) leftAsItIs++;
          announce(out, event, ++done, (performance.now() - start) / 1000);
        }
      });
      out.end();
      const seconds = (performance.now() - start) / 1000;
      return summarise(out, result, begun, { seconds, leftAsItIs, report, stopped: signal.aborted });
    } finally {
      out.end();
    }
  });
}

function announceJob(out: Console, { items, opened, problems }: Extract<RestorationEvent, { type: 'begun' }>) {
  for (const problem of problems) out.problem(problem);
  const { superResolution, engine, device } = opened;
  out.say(`${items} images with ${superResolution?.name ?? 'TSRN'} on ${engine} (${device})`);
  out.begin(items, 'images');
}

function announce(out: Console, event: Extract<RestorationEvent, { type: 'item' }>, done: number, seconds: number) {
  if (event.state === 'failed') return out.failed(event, done, seconds);
  const { input, state, output, label, sidecar } = event;
  const { readings, invention, leftAsItIs } = sidecar;
  out.record({
    type: 'item',
    input,
    state,
    ...(leftAsItIs && { leftAsItIs }),
    output,
    sha256: sidecar.output.sha256,
    readings,
    invention,
    label,
  });
  const texts = readings.map(
    ({ reader, input: before, output: after }) => `${reader}: “${before.text}” → “${after.text}”`,
  );
  const invented = invention ? [inWords(invention)] : [];
  const become = leftAsItIs ? 'left as it is' : state;
  out.step(inLine([`${become}  ${input} → ${output}`, ...texts, ...invented].join('  ')), done, seconds);
}

const inWords = ({ inconsistency, variance }: NonNullable<Sidecar['invention']>): string =>
  `contradicts its input by ${(100 * inconsistency).toFixed(1)} %, hangs on chance by ${(100 * variance).toFixed(1)} %`;

function summarise(
  out: Console,
  { restored, kept, failed, left, scores, labels }: RestorationReport,
  begun: Extract<RestorationEvent, { type: 'begun' }> | undefined,
  run: { seconds: number; leftAsItIs: number; report: string | undefined; stopped: boolean },
): ExitCode {
  const { seconds, leftAsItIs, report, stopped } = run;
  const { passedOver = 0, problems = [] } = begun ?? {};
  out.record({ type: 'summary', restored, kept, failed, left, passedOver, leftAsItIs, seconds, scores, report });
  const rate = restored > 0 ? ` (${(restored / seconds).toFixed(1)} images/s)` : '';
  out.say(
    [
      `${restored} restored${rate}`,
      kept > 0 && `${kept} kept from an earlier run`,
      `${failed} failed`,
      left > 0 && `${left} left`,
      passedOver > 0 && `${passedOver} other files passed over`,
    ]
      .filter(Boolean)
      .join(', '),
  );
  if (labels) out.say(readingScores(scores, labels));
  if (leftAsItIs > 0) {
    const were = leftAsItIs === 1 ? '1 image is' : `${leftAsItIs} images are`;
    const came = leftAsItIs === 1 ? 'it' : 'they';
    out.say(
      `${were} legible already, with more than 32 rows, and left as ${came} came. --height N shrinks and restores such, too.`,
    );
  }
  if (report !== undefined) out.say(`Report: ${inLine(report)}`);
  if (stopped && left > 0) {
    out.stopped();
    return EXIT.cancelled;
  }
  return failed + problems.length > 0 ? EXIT.someFailed : EXIT.done;
}
