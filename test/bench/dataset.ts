import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import type { PairFilter } from '../../electron/contract/pairs.ts';
import type { Studio } from '../../electron/core/service/studio.ts';
import { testStudio } from '../electron/core/service/test-studio.ts';
import { importInto } from '../../electron/core/import/run-import.ts';
import { createProject } from '../../electron/core/project/create.ts';
import { lastRecord, runScript } from './child.ts';
import { generatedSource } from './generated-source.ts';
import { median } from './median.ts';
import { waiting } from './waiting.ts';

/**
 * `npm run bench:dataset`: importing a TextZoom LMDB next to python3-lmdb and Pillow reading the same file, and a large
 * project's answers, and what others wait for while something long is done to it. `--samples N` (17,367, the size of TextZoom's training set) and `--pairs N` (100,000).
 */
const CLI = '../../electron/shells/cli/main.ts';
const PYTHON = fileURLToPath(new URL('textzoom-set.py', import.meta.url));
const RUNS = 9;
const PAGE = 100;

const FILTERS: Record<string, PairFilter> = {
  everything: {},
  subset: { subset: 'medium' },
  status: { status: 'done' },
  direction: { direction: 'vn' },
  difficulty: { difficulty: 'hard' },
  'no split': { split: null },
  text: { text: 'ing' },
  'text of two letters': { text: 'qu' },
  tag: { tag: 'shop' },
  unlabelled: { unlabelled: true },
  'focal length': { focalLengthHr: { least: 100, most: 120 } },
};

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '17367' },
    pairs: { type: 'string', default: '100000' },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'palimpsest-bench-'));
try {
  await importing(Number(values.samples));
  await answering(Number(values.pairs));
  await waiting(Number(values.pairs));
} finally {
  await rm(folder, { recursive: true, force: true });
}

function python(...args: string[]) {
  return promisify(execFile)(values.python, [PYTHON, ...args]);
}

async function importing(samples: number) {
  const set = join(folder, 'set');
  try {
    await python('make', set, String(samples));
  } catch (error) {
    console.log(`Importing left out: it needs python3-lmdb and Pillow (${(error as Error).message.split('\n')[0]}).\n`);
    return;
  }
  const project = join(folder, 'imported');
  await runScript(CLI, ['project', 'new', project]);
  const run = await runScript(CLI, ['import', project, set, '--json']);
  const { imported } = lastRecord(run) as { imported: number };
  const ours = imported / run.seconds;
  const { stdout } = await python('read', set);
  const { pairsPerSecond } = JSON.parse(stdout) as { pairsPerSecond: number };
  console.log(`A TextZoom LMDB of ${samples} pairs`);
  console.log(`  import into a project, with start  ${ours.toFixed(0)} pairs/s, every image decoded, on the disk`);
  console.log(`  python3-lmdb and Pillow, reading   ${pairsPerSecond.toFixed(0)} pairs/s`);
  console.log(`  ratio                              ${(ours / pairsPerSecond).toFixed(2)}`);
  console.log(`  peak memory of the import          ${run.peakMegabytes.toFixed(0)} MB (goal: below 500)\n`);
}

async function answering(pairs: number) {
  const place = join(folder, 'large');
  const project = await createProject(place, { program: 'benchmark' });
  await importInto(project, generatedSource(pairs));
  await project.close();

  const studio = testStudio('benchmark');
  const opening = performance.now();
  await studio.client.project.open({ folder: place, readOnly: true });
  console.log(`A project of ${pairs} pairs`);
  console.log(`  opens in                   ${(performance.now() - opening).toFixed(0)} ms (goal: below 1000)`);
  console.log(`  ${'question'.padEnd(26)} first page   count   pairs (goal: below 50 ms each)`);
  for (const [name, filter] of Object.entries(FILTERS)) {
    const page = await timed(() => studio.client.pairs.browse({ query: { filter }, limit: PAGE }));
    const count = await timed(() => studio.client.pairs.count({ filter }));
    const found = await studio.client.pairs.count({ filter });
    console.log(`  ${name.padEnd(26)} ${page.padStart(7)} ms ${count.padStart(7)} ms ${String(found).padStart(7)}`);
  }
  await combining(studio.client);
  await studio.close();
}

/** The slowest answer of any two filters together, in any order. */
async function combining(client: Studio['client']) {
  const filters = Object.values(FILTERS);
  const slowest = { milliseconds: 0, question: '' };
  for (const [i, one] of filters.entries()) {
    for (const other of filters.slice(i + 1)) {
      const filter = { ...one, ...other };
      for (const order of ['id', 'name', 'uncertainty'] as const) {
        const milliseconds = Number(await timed(() => client.pairs.browse({ query: { filter, order }, limit: PAGE })));
        if (milliseconds > slowest.milliseconds) {
          Object.assign(slowest, { milliseconds, question: `${JSON.stringify(filter)} by ${order}` });
        }
      }
    }
  }
  console.log(`  any two of these, in any order: at most ${slowest.milliseconds} ms (${slowest.question})`);
}

async function timed(work: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times).toFixed(1);
}
