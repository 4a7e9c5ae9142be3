import { defaultReaderIds } from '../../../../models/recognition/reader-registry.ts';
import type { Command } from 'commander';
import { fileURLToPath } from 'node:url';
import type { ExitCode } from '../exit-codes.ts';
import { addJobOptions } from '../job-options.ts';
import { runEvaluation, type EvaluateOptions } from './evaluate.ts';

const SAMPLES = fileURLToPath(new URL('../../../../resources/demo/', import.meta.url));

export function addDemo(program: Command, finish: (code: ExitCode) => void) {
  const command = program
    .command('demo')
    .description('restore and read the sample pairs that come with Palimpsest and write a report')
    .option('--out <folder>', 'where report.html and report.json go', 'demo-report');
  addJobOptions(command, { superResolution: true, readers: defaultReaderIds() });
  command.action(async (options: EvaluateOptions) =>
    finish(await runEvaluation(SAMPLES, { ...options, all: true }, 'Palimpsest at work')),
  );
}
