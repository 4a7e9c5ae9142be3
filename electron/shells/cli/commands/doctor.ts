import type { Command } from 'commander';
import { probeAll } from '../../../../models/engines/registry.ts';
import { describeProviders } from '../../../../models/engines/onnx-providers.ts';
import { asProblem } from '../../../../models/problem.ts';
import { ComputeClient } from '../../../compute/client.ts';
import type { EngineId } from '../../../../models/engines/engine.ts';
import { Console, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { SOFTWARE } from '../software.ts';

export function addDoctor(program: Command, finish: (code: ExitCode) => void) {
  program
    .command('doctor')
    .description('show which engines work on this machine, how fast, and exactly why the others do not')
    .option('--json', 'one JSON object on standard output')
    .action(async (options: { json?: boolean }) => finish(await run(new Console(options.json ?? false))));
}

interface EngineLine {
  engine: EngineId;
  use: string;
  device: string;
  usable: boolean;
  imagesPerSecond?: number;
  reason?: string;
}

async function run(out: Console): Promise<ExitCode> {
  out.say(`${SOFTWARE} on ${process.platform} ${process.arch}, Node ${process.versions.node}\n`);
  const providers = await describeProviders(undefined, { afresh: true });
  const lines: EngineLine[] = [];
  for (const report of await probeAll()) {
    const use = report.canTrain ? 'inference, training' : 'inference';
    lines.push(
      report.usable
        ? await measured({ engine: report.id, use, device: report.device, usable: true })
        : {
            engine: report.id,
            use,
            device: '–',
            usable: false,
            reason: `${report.problem.sentence} ${report.problem.cure}`,
          },
    );
  }
  out.record({ type: 'doctor', engines: lines, onnxProviders: providers });
  out.say(
    table([
      ['engine', 'use', 'usable', 'images/s', 'device'],
      ...lines.map(({ engine, use, usable, imagesPerSecond, device }) => [
        engine,
        use,
        usable ? 'yes' : 'no',
        imagesPerSecond?.toFixed(1) ?? '–',
        device,
      ]),
    ]),
  );
  for (const { engine, reason } of lines) if (reason) out.say(`\n${engine}: ${reason}`);
  out.say(
    `\nonnx providers\n${table([
      ['provider', 'usable', 'images/s', 'note'],
      ...providers.map((provider) => [
        provider.provider,
        provider.usable ? (provider.chosen ? 'chosen' : 'yes') : 'no',
        provider.usable ? provider.imagesPerSecond.toFixed(1) : '–',
        provider.usable ? '' : provider.reason,
      ]),
    ])}`,
  );
  out.say('\nimages/s: TSRN ×2 on 16×64 crops, batch 8, a short run to rank engines.');
  return lines.some(({ usable }) => usable) ? EXIT.done : EXIT.failed;
}

/** Each engine is timed in a process of its own, so that one that crashes is a line in the table. */
async function measured(line: EngineLine): Promise<EngineLine> {
  const compute = new ComputeClient();
  try {
    const { imagesPerSecond, device } = await compute.call('benchmark', { engine: line.engine });
    return { ...line, imagesPerSecond, device };
  } catch (thrown) {
    const problem = asProblem(thrown, `The engine ${line.engine}`);
    return { ...line, usable: false, reason: `${problem.message} ${problem.cure}` };
  } finally {
    await compute.close();
  }
}
