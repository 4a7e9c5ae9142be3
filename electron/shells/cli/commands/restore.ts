import type { Command } from 'commander';
import { dirname } from 'node:path';
import { ComputeClient } from '../../../compute/client.ts';
import { findImages } from '../../../core/inputs.ts';
import { readLabels, type Labels } from '../../../core/labels.ts';
import { planOutputs } from '../../../core/output-plan.ts';
import { RestorationReport } from '../../../core/report/restoration-report.ts';
import { restore, type RestoredItem } from '../../../core/restore.ts';
import { ReadingTally } from '../../../core/reading-tally.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { makeFolder } from '../make-folder.ts';
import { addJobOptions, openOptions, type JobOptions } from '../job-options.ts';
import { readingScores } from '../reading-scores.ts';

interface RestoreOptions extends JobOptions {
  out: string;
  again?: boolean;
  labels?: string;
  report?: string;
}

export function addRestore(program: Command, finish: (code: ExitCode) => void) {
  const command = program
    .command('restore')
    .description('enlarge low-resolution text crops with TSRN and read them before and after')
    .argument('<in...>', 'image files, folders (searched all the way down) or patterns')
    .requiredOption('--out <folder>', 'where restorations go: PNG and a JSON sidecar under the same names')
    .option('--again', 'redo items that an earlier run finished')
    .option('--labels <file>', 'transcriptions by image name (.tsv, .csv, .json): scores both readings')
    .option('--report <file>', 'write a report page with the pictures side by side');
  addJobOptions(command, { superResolution: true, readers: ['ppocr'] });
  command.action(async (inputs: string[], options: RestoreOptions) => finish(await run(inputs, options)));
}

async function run(inputs: readonly string[], options: RestoreOptions): Promise<ExitCode> {
  const out = new Console(options.json ?? false);
  const signal = onInterrupt(out);
  const found = await findImages(inputs, options.out);
  for (const problem of found.problems) out.problem(problem);
  const items = planOutputs(found.images, options.out);
  const labels = options.labels ? await readLabels(options.labels) : undefined;
  await makeFolder(options.out);
  if (options.report) await makeFolder(dirname(options.report));
  const open = await openOptions(options, true);
  const compute = new ComputeClient();
  try {
    const opened = await compute.open(open);
    const { superResolution } = opened;
    out.say(`${items.length} images with ${superResolution?.name ?? 'TSRN'} on ${opened.engine} (${opened.device})`);
    const tally = new ReadingTally(opened, open.mode, labels);
    const report = options.report ? new RestorationReport(options.report, labels, open, opened) : undefined;
    const counts = { restored: 0, kept: 0, failed: 0 };
    const start = performance.now();
    out.begin(items.length, 'images');
    try {
      for await (const result of restore(
        { items, options: open, compute, again: options.again ?? false, signal },
        opened,
      )) {
        counts[result.state]++;
        const done = counts.restored + counts.kept + counts.failed;
        announce(out, result, done, (performance.now() - start) / 1000, labels);
        if (result.state !== 'failed') {
          tally.add(result.item.relativePath, result.sidecar.readings);
          await report?.add(result.item, result.sidecar);
        }
      }
    } finally {
      out.end();
    }
    const totals = { counts, total: items.length, passedOver: found.passedOver, problems: found.problems.length };
    const code = summarise(out, totals, tally, start, signal.aborted);
    if (labels) out.say(readingScores(tally, labels));
    await report?.write(tally.rows());
    return code;
  } finally {
    await compute.close();
  }
}

function announce(out: Console, result: RestoredItem, done: number, seconds: number, labels: Labels | undefined) {
  const { item } = result;
  if (result.state === 'failed') {
    out.problem(result.problem);
    out.record({ type: 'item', input: item.input, state: 'failed', problem: result.problem });
    out.advance(done, seconds);
    return;
  }
  const { readings, output } = result.sidecar;
  const label = labels?.of(item.relativePath);
  out.record({
    type: 'item',
    input: item.input,
    state: result.state,
    output: item.output,
    sha256: output.sha256,
    readings,
    label,
  });
  const texts = readings.map(({ reader, input, output: after }) => `${reader}: “${input.text}” → “${after.text}”`);
  out.step([`${result.state}  ${item.input} → ${item.output}`, ...texts].join('  '), done, seconds);
}

interface Totals {
  counts: { restored: number; kept: number; failed: number };
  total: number;
  passedOver: number;
  /** Folders that could not be searched. */
  problems: number;
}

function summarise(out: Console, totals: Totals, tally: ReadingTally, start: number, cancelled: boolean): ExitCode {
  const { counts, total, passedOver, problems } = totals;
  const seconds = (performance.now() - start) / 1000;
  const left = total - counts.restored - counts.kept - counts.failed;
  out.record({ type: 'summary', ...counts, left, passedOver, seconds, scores: tally.scores() });
  const rate = counts.restored > 0 ? ` (${(counts.restored / seconds).toFixed(1)} images/s)` : '';
  out.say(
    [
      `${counts.restored} restored${rate}`,
      counts.kept > 0 && `${counts.kept} kept from an earlier run`,
      `${counts.failed} failed`,
      left > 0 && `${left} left`,
      passedOver > 0 && `${passedOver} other files passed over`,
    ]
      .filter(Boolean)
      .join(', '),
  );
  if (cancelled && left > 0) {
    out.say('Stopped. Run the same command again to go on.');
    return EXIT.cancelled;
  }
  return counts.failed + problems > 0 ? EXIT.someFailed : EXIT.done;
}
