import { readyMadeReaderIds } from '../../../../models/recognition/reader-registry.ts';
import type { Command } from 'commander';
import type { ReadingEvent } from '../../../contract/jobs.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console, inLine } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { addJobOptions, computeOptions, type JobOptions } from '../job-options.ts';
import { readingScores } from '../reading-scores.ts';
import { followToEnd, withStudio } from '../with-studio.ts';

interface ReadOptions extends JobOptions {
  labels?: string;
}

export function addRead(program: Command, finish: (code: ExitCode) => void) {
  const command = program
    .command('read')
    .description('read text crops as they are, without restoring them')
    .argument('<in...>', 'image files, folders (searched all the way down) or patterns')
    .option('--labels <file>', 'transcriptions by image name (.tsv, .csv, .json): scores the readings');
  addJobOptions(command, { superResolution: false, readers: readyMadeReaderIds() });
  command.action(async (inputs: string[], options: ReadOptions) => finish(await run(inputs, options)));
}

async function run(inputs: string[], options: ReadOptions): Promise<ExitCode> {
  const { labels } = options;
  const out = new Console(options.json ?? false);
  const signal = onInterrupt(out);
  const request = { inputs, compute: computeOptions(options), ...(labels !== undefined && { labels }) };
  return withStudio('read', async (studio) => {
    let unsearched = 0;
    const report = await followToEnd(await studio.reading.run(request, { signal }), (event) => {
      if (event.type === 'begun') {
        unsearched = event.problems.length;
        for (const problem of event.problems) out.problem(problem);
      } else announce(out, event);
    });
    const { read, failed, left, scores } = report;
    out.record({ type: 'summary', read, failed, left, scores });
    if (report.labels) out.say(`\n${readingScores(scores, report.labels)}`);
    if (left > 0) return EXIT.cancelled;
    return failed + unsearched > 0 ? EXIT.someFailed : EXIT.done;
  });
}

function announce(out: Console, event: Extract<ReadingEvent, { type: 'item' }>) {
  const { input, state } = event;
  if (state === 'failed') {
    out.problem(event.problem);
    out.record({ type: 'item', input, state, problem: event.problem });
    return;
  }
  const { readings } = event.result;
  out.record({ type: 'item', input, state, readings, label: event.label });
  for (const { reader, reading } of readings) {
    out.say(`${inLine(input)}\t${reader}\t${inLine(reading.text)}\t${(100 * reading.confidence).toFixed(0)} %`);
  }
}
