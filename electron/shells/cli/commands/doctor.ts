import type { Command } from 'commander';
import type { EngineLine, ProviderLine } from '../../../contract/engines.ts';
import { Console, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withStudio } from '../with-studio.ts';
import { cureOf } from '../problems/cure-of.ts';

export function addDoctor(program: Command, finish: (code: ExitCode) => void) {
  program
    .command('doctor')
    .description('show which engines work on this machine, how fast, and exactly why the others do not')
    .option('--json', 'one JSON object on standard output')
    .action(async (options: { json?: boolean }) => finish(await run(new Console(options.json ?? false))));
}

async function run(out: Console): Promise<ExitCode> {
  out.remark('Trying and timing every engine; this takes some seconds, or minutes with a software graphics adapter.');
  const report = await withStudio('doctor', (studio) => studio.engines.report({ measure: true }));
  const { engines, onnxProviders = [], software, platform } = report;
  out.record({ type: 'doctor', ...report });
  out.say(`${software} on ${platform}\n`);
  out.say(table([['engine', 'use', 'usable', 'images/s', 'device'], ...engines.map(engineRow)]));
  for (const line of engines) {
    if (!line.usable) out.say(`\n${line.engine}: ${line.problem.sentence} ${cureOf(line.problem)}`);
  }
  const providers = table([['provider', 'usable', 'images/s', 'note'], ...onnxProviders.map(providerRow)]);
  out.say(`\nonnx providers\n${providers}`);
  out.say(
    '\nimages/s: TSRN ×2 on 16×64 crops, batch 8 (one crop on a software graphics adapter), a short run to rank engines.',
  );
  return engines.some(({ usable }) => usable) ? EXIT.done : EXIT.failed;
}

export const useOf = ({ canTrain }: EngineLine): string => (canTrain ? 'inference, training' : 'inference');

function engineRow(line: EngineLine): string[] {
  return line.usable
    ? [line.engine, useOf(line), 'yes', speedOf(line), line.device]
    : [line.engine, useOf(line), 'no', '–', '–'];
}

function speedOf({ imagesPerSecond, imagesPerSecondBelow }: Extract<EngineLine, { usable: true }>): string {
  if (imagesPerSecond !== undefined) return rate(imagesPerSecond);
  return imagesPerSecondBelow === undefined ? '–' : `< ${rate(imagesPerSecondBelow)}`;
}

/** One decimal, or the first digit of what is less than that. */
const rate = (value: number): string => (value >= 0.1 ? value.toFixed(1) : value.toPrecision(1));

function providerRow(line: ProviderLine): string[] {
  return line.usable
    ? [line.provider, line.chosen ? 'chosen' : 'yes', rate(line.imagesPerSecond), '']
    : [line.provider, 'no', '–', line.reason];
}
