import type { Command } from 'commander';
import { ComputeClient } from '../../../compute/client.ts';
import { findImages } from '../../../core/inputs.ts';
import { readLabels } from '../../../core/labels.ts';
import { read } from '../../../core/read.ts';
import { ReadingTally } from '../../../core/reading-tally.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { addJobOptions, openOptions, type JobOptions } from '../job-options.ts';
import { readingScores } from '../reading-scores.ts';

interface ReadOptions extends JobOptions {
  labels?: string;
}

export function addRead(program: Command, finish: (code: ExitCode) => void) {
  const command = program
    .command('read')
    .description('read text crops as they are, without restoring them')
    .argument('<in...>', 'image files, folders (searched all the way down) or patterns')
    .option('--labels <file>', 'transcriptions by image name (.tsv, .csv, .json): scores the readings');
  addJobOptions(command, { superResolution: false, readers: ['ppocr'] });
  command.action(async (inputs: string[], options: ReadOptions) => finish(await run(inputs, options)));
}

async function run(inputs: readonly string[], options: ReadOptions): Promise<ExitCode> {
  const out = new Console(options.json ?? false);
  const signal = onInterrupt(out);
  const { images, problems } = await findImages(inputs);
  for (const problem of problems) out.problem(problem);
  const labels = options.labels ? await readLabels(options.labels) : undefined;
  const open = await openOptions(options, false);
  const compute = new ComputeClient();
  try {
    const opened = await compute.open(open);
    const tally = new ReadingTally(opened, open.mode, labels);
    let done = 0;
    let failed = 0;
    for await (const item of read(images, compute, signal)) {
      done++;
      const { path, relativePath } = item.image;
      if (item.state === 'failed') {
        failed++;
        out.problem(item.problem);
        out.record({ type: 'item', input: path, state: 'failed', problem: item.problem });
        continue;
      }
      const { readings } = item.result;
      tally.add(
        relativePath,
        readings.map(({ reader, reading }) => ({ reader, input: reading })),
      );
      out.record({ type: 'item', input: path, state: 'read', readings, label: labels?.of(relativePath) });
      for (const { reader, reading } of readings) {
        out.say(`${path}\t${reader}\t${reading.text}\t${(100 * reading.confidence).toFixed(0)} %`);
      }
    }
    out.record({ type: 'summary', read: done - failed, failed, left: images.length - done, scores: tally.scores() });
    if (labels) out.say(`\n${readingScores(tally, labels)}`);
    if (done < images.length) return EXIT.cancelled;
    return failed + problems.length > 0 ? EXIT.someFailed : EXIT.done;
  } finally {
    await compute.close();
  }
}
