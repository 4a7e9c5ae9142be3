import { execFile } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { probeAll } from '../../models/engines/registry.ts';
import { lastRecord, runScript } from './child.ts';
import { median } from './median.ts';

/**
 * `npm run bench:training -- --python PYTHON`: training steps of every engine next to PyTorch on the same processor, in rounds
 * that take turns, as ratios of one run. TSRN without its alignment network, CRNN at 100×32. PYTHON must have torch.
 */
const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    batch: { type: 'string', default: '16' },
    steps: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    engines: { type: 'string', default: 'tensorflow,webgpu,wasm' },
  },
});
const { batch, steps } = values;
const TORCH = fileURLToPath(new URL('torch-steps.py', import.meta.url));
const run = promisify(execFile);

interface Steps {
  device: string;
  tsrn: number;
  crnn: number;
}

async function torchSteps(): Promise<Steps> {
  const { stdout } = await run(values.python, [TORCH, batch, steps]);
  return JSON.parse(stdout) as Steps;
}

async function engineSteps(id: string): Promise<Steps> {
  return lastRecord(await runScript('training-steps.ts', [id, batch, steps])) as unknown as Steps;
}

const wanted = new Set(values.engines.split(','));
const reports = await probeAll();
for (const report of reports) {
  if (wanted.has(report.id) && !report.usable) console.log(`${report.id} left out: ${report.problem.sentence}`);
}
const usable = reports.filter((report) => wanted.has(report.id) && report.usable && report.canTrain && !report.slow);
const contestants = new Map<string, () => Promise<Steps>>([
  ['pytorch', torchSteps],
  ...usable.map(({ id }) => [id, () => engineSteps(id)] as const),
]);
const times = new Map<string, Steps[]>();
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, measure] of contestants) times.set(name, [...(times.get(name) ?? []), await measure()]);
}

console.log(`${availableParallelism()} × ${cpus()[0]?.model ?? process.arch}; batch ${batch}, ${values.rounds} rounds`);
const torch = times.get('pytorch') ?? [];
for (const [name, list] of times) {
  const facts = (['tsrn', 'crnn'] as const).map((network) => {
    const ratio = median(list.map((one, round) => one[network] / (torch[round]?.[network] ?? NaN)));
    const milliseconds = median(list.map((one) => one[network])).toFixed(0);
    return `${network.toUpperCase()} ${milliseconds} ms (${ratio.toFixed(2)} × PyTorch)`;
  });
  console.log(`${name.padEnd(11)} ${facts.join(' · ')} · ${list[0]?.device ?? ''}`);
}
