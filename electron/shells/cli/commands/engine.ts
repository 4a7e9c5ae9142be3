import type { Command } from 'commander';
import { Problem } from '../../../../models/base/problem.ts';
import type { PackProgressData, PackRequest } from '../../../contract/engines.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { followToEnd, withStudio } from '../with-studio.ts';
import { useOf } from './doctor.ts';
import { cureOf } from '../problems/cure-of.ts';

type PackStep = PackProgressData['step'];

export function addEngine(program: Command, finish: (code: ExitCode) => void) {
  const engine = program.command('engine').description('list engines, install or remove the TensorFlow engine pack');
  engine
    .command('list')
    .description('the engines, and whether each works here (`palimpsest doctor` also measures them)')
    .option('--json', 'one JSON object per line on standard output')
    .action(async (options: { json?: boolean }) => finish(await list(new Console(options.json ?? false))));
  engine
    .command('install')
    .description(
      "build the engine pack from TensorFlow's own Python wheel, and try it before it replaces the former one",
    )
    .argument('<engine>', 'tensorflow')
    .option('--wheel <file>', 'the wheel, as `pip download --no-deps tensorflow` leaves it (tensorflow-cpu works too)')
    .option('--url <address>', 'where to download the wheel; a broken download goes on where it stopped')
    .option('--sha256 <hash>', 'what the wheel must have as SHA-256; needed with --url for wheels not known here')
    .option('--json', 'one JSON object per line on standard output')
    .action(async (name: string, options: InstallOptions) => finish(await install(name, options)));
  engine
    .command('remove')
    .description('delete the engine pack')
    .argument('<engine>', 'tensorflow')
    .option('--json', 'one JSON object on standard output')
    .action(async (name: string, { json = false }: { json?: boolean }) =>
      finish(await remove(name, new Console(json))),
    );
}

interface InstallOptions {
  wheel?: string;
  url?: string;
  sha256?: string;
  json?: boolean;
}

const STEP_TITLES: Record<PackStep, string> = {
  download: 'Downloading the wheel',
  verify: 'Checking the wheel',
  extract: 'Unpacking the libraries',
  compile: 'Compiling the addon',
  test: 'Computing a known result',
};

async function list(out: Console): Promise<ExitCode> {
  const { engines, tensorflowPack } = await withStudio('engine', (studio) => studio.engines.report({ measure: false }));
  for (const line of engines) out.record({ type: 'engine', ...line });
  out.record({ type: 'pack', ...tensorflowPack });
  const rows = engines.map((line) => [
    line.engine,
    useOf(line),
    line.usable ? 'yes' : 'no',
    line.usable ? line.device : `${line.problem.sentence} ${cureOf(line.problem)}`,
  ]);
  out.say(table([['engine', 'use', 'usable', 'device, or why not'], ...rows]));
  if (tensorflowPack.installed) {
    out.say(`\nThe TensorFlow ${tensorflowPack.tensorflow} engine pack is in ${tensorflowPack.folder}.`);
  }
  return EXIT.done;
}

async function install(name: string, { sha256, json = false, ...source }: InstallOptions): Promise<ExitCode> {
  requireTensorFlow(name);
  const from = sourceOf(source);
  const out = new Console(json);
  const signal = onInterrupt(out);
  const request: PackRequest = { from, ...(sha256 !== undefined && { sha256 }) };
  return withStudio('engine', async (studio) => {
    try {
      const steps = await studio.engines.installTensorFlow(request, { signal });
      const pack = await followToEnd(steps, progressOn(out));
      const { folder, device, tensorflow } = pack;
      out.end();
      out.record({ type: 'pack', ...pack });
      out.say(`TensorFlow ${tensorflow} works on ${device}. The engine pack is in ${folder}.`);
      return EXIT.done;
    } finally {
      out.end();
    }
  });
}

function sourceOf({ wheel, url }: InstallOptions): PackRequest['from'] {
  if (wheel && !url) return { wheel };
  if (url && !wheel) return { url };
  throw new Problem(
    'said',
    {
      sentence: 'The TensorFlow engine pack is built from one wheel.',
      cure: 'Name it with --wheel FILE (get it with `pip download --no-deps tensorflow`), or its address with --url ADDRESS.',
    },
    { code: 'bad-argument' },
  );
}

/** A line for each step, and a bar in megabytes where the step counts bytes. */
function progressOn(out: Console): (progress: PackProgressData) => void {
  let current: PackStep | undefined;
  let started = 0;
  return ({ step, bytes, total }) => {
    if (step !== current) {
      out.end();
      out.record({ type: 'step', step, total });
      out.say(`${STEP_TITLES[step]}…`);
      if (total) out.begin(megabytes(total), 'MB');
      current = step;
      started = performance.now();
    }
    if (bytes !== undefined) out.advance(megabytes(bytes), (performance.now() - started) / 1000);
  };
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

async function remove(name: string, out: Console): Promise<ExitCode> {
  requireTensorFlow(name);
  const removed = await withStudio('engine', (studio) => studio.engines.removeTensorFlow());
  out.record({ type: 'removed', removed });
  out.say(removed ? 'The TensorFlow engine pack is gone.' : 'There was no TensorFlow engine pack.');
  return EXIT.done;
}

function requireTensorFlow(name: string) {
  if (name === 'tensorflow') return;
  throw new Problem(
    'said',
    {
      sentence: `The engine ${name} has no pack to install or remove.`,
      cure: 'Only `tensorflow` has one; the other engines come with Palimpsest.',
    },
    { code: 'bad-argument' },
  );
}
