import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { initialWeights } from '../../../../models/training/initial-weights.ts';
import { writeSafetensors } from '../../../../models/weights/safetensors.ts';
import { DEMO, palimpsest } from '../../shells/cli/support.ts';

const CLI = fileURLToPath(new URL('../../../../electron/shells/cli/main.ts', import.meta.url));

let folder: string;
let project: string;
let options: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  project = join(folder, 'project');
  const weights = initialWeights({ network: 'tsrn', scale: 2, mask: true, blocks: 1, hidden: 4, stn: false }, 1);
  const base = join(folder, 'base.safetensors');
  await writeFile(base, writeSafetensors(weights, { precision: 'F32' }));
  options = [
    '--base',
    base,
    '--steps',
    '12',
    '--batch',
    '4',
    '--rate',
    '0.01',
    '--measure-every',
    '3',
    '--engine',
    'wasm',
  ];
  for (const command of [
    ['project', 'new', project],
    ['import', project, DEMO],
    ['split', project, '--shares', 'train=2,validation=1'],
  ]) {
    expect((await palimpsest(command)).code).toBe(0);
  }
});
afterAll(() => rm(folder, { recursive: true }));

interface Line {
  type: string;
  step: number;
  loss?: number;
  problem?: { code: string };
  state?: string;
}

/** Trains in a process of its own; `meddle` sees every line as it comes. */
async function train(
  name: string,
  meddle: (line: Line, child: ChildProcess) => void | Promise<void> = () => undefined,
) {
  const child = spawn(process.execPath, [CLI, 'train', 'tsrn', project, '--name', name, '--json', ...options], {
    env: { ...process.env, PALIMPSEST_DATA: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  const lines: Line[] = [];
  for await (const text of createInterface(child.stdout)) {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    await meddle(line, child);
  }
  return { lines, end: await ended };
}

const lossesOf = (lines: readonly Line[]) =>
  new Map(lines.flatMap(({ type, step, loss }) => (type === 'step' ? [[step, loss as number]] : [])));

test('killed with all it has, it goes on to the same end', async () => {
  const whole = await train('whole');
  expect(whole.lines.at(-1)).toMatchObject({ type: 'summary', state: 'finished' });
  const killed = await train('killed', ({ type, step }, child) => {
    if (type === 'step' && step === 5) child.kill('SIGKILL');
  });
  expect(killed.end[1]).toBe('SIGKILL');
  const resumed = await train('killed');
  expect(resumed.lines[0]).toMatchObject({ type: 'begun', step: 3 });
  expect(resumed.lines.at(-1)).toMatchObject({ type: 'summary', state: 'finished' });
  const expected = lossesOf(whole.lines);
  for (const [step, loss] of lossesOf(resumed.lines)) expect(loss / (expected.get(step) as number)).toBeCloseTo(1, 5);
});

test('a compute host that is killed is started anew, and told', async (context) => {
  if (!existsSync('/proc/self/task')) context.skip('only Linux tells a process from its children in /proc');
  let hasKilled = false;
  const { lines } = await train('host', async ({ type, step }, child) => {
    if (hasKilled || type !== 'step' || step !== 5) return;
    hasKilled = true;
    const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
    for (const pid of children.trim().split(' ')) process.kill(Number(pid), 'SIGKILL');
  });
  expect(lines.find(({ type }) => type === 'notice')).toMatchObject({ step: 3, problem: { code: 'compute-died' } });
  expect(lines.at(-1)).toMatchObject({ type: 'summary', state: 'finished', step: 12 });
});
