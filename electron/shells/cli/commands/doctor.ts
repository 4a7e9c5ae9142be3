import type { Command } from 'commander';
import type { EngineLine, ProviderLine } from '../../../contract/engines.ts';
import { Console, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withStudio } from '../with-studio.ts';

export function addDoctor(program: Command, finish: (code: ExitCode) => void) {
  program
    .command('doctor')
    .description('show which engines work on this machine, how fast, and exactly why the others do not')
    .option('--json', 'one JSON object on standard output')
    .action(async (options: { json?: boolean }) => finish(await run(new Console(options.json ?? false))));
}

async function run(out: Console): Promise<ExitCode> {
  const report = await withStudio('doctor', (studio) => studio.engines.report({ measure: true }));
  const { engines, onnxProviders = [], software, platform } = report;
  out.record({ type: 'doctor', engines, onnxProviders });
  out.say(`${software} on ${platform}\n`);
  out.say(table([['engine', 'use', 'usable', 'images/s', 'device'], ...engines.map(engineRow)]));
  for (const line of engines) {
    if (!line.usable) out.say(`\n${line.engine}: ${line.problem.sentence} ${line.problem.cure}`);
  }
  const providers = table([['provider', 'usable', 'images/s', 'note'], ...onnxProviders.map(providerRow)]);
  out.say(`\nonnx providers\n${providers}`);
  out.say('\nimages/s: TSRN ×2 on 16×64 crops, batch 8, a short run to rank engines.');
  return engines.some(({ usable }) => usable) ? EXIT.done : EXIT.failed;
}

export const useOf = ({ canTrain }: EngineLine): string => (canTrain ? 'inference, training' : 'inference');

function engineRow(line: EngineLine): string[] {
  return line.usable
    ? [line.engine, useOf(line), 'yes', line.imagesPerSecond?.toFixed(1) ?? '–', line.device]
    : [line.engine, useOf(line), 'no', '–', '–'];
}

function providerRow(line: ProviderLine): string[] {
  return line.usable
    ? [line.provider, line.chosen ? 'chosen' : 'yes', line.imagesPerSecond.toFixed(1), '']
    : [line.provider, 'no', '–', line.reason];
}
