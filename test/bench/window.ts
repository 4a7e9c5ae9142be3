import { open } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { importInto } from '../../electron/core/import/run-import.ts';
import { createProject } from '../../electron/core/project/create.ts';
import type { StudioClient } from '../../electron/core/service/studio.ts';
import { serveStudio, type StudioServer } from '../../electron/shells/server/server.ts';
import { testStudio } from '../electron/core/service/test-studio.ts';
import { generatedSource } from './generated-source.ts';
import { median } from './median.ts';

/**
 * `npm run bench:window`: what a window waits for, over the server's WebSocket and HTTP as a page asks: opening a large
 * project, pages of its list, pictures, and labels until they are on the disk. `--pairs N` (100,000), `--labels N` (500).
 */
const PAGE = 100;
const RUNS = 15;

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '100000' }, labels: { type: 'string', default: '500' } },
});
const [pairs, labels] = [Number(values.pairs), Number(values.labels)];
const folder = await mkdtemp(join(tmpdir(), 'palimpsest-bench-'));
const studio = testStudio('benchmark');
const server = await serveStudio(studio, { port: 0, pagesFolder: folder });
try {
  const place = join(folder, 'large');
  const project = await createProject(place, { program: 'benchmark' });
  await importInto(project, generatedSource(pairs));
  await project.close();
  const { client, socket, cookie } = await connect(server);
  console.log(`A project of ${pairs} pairs, over a WebSocket`);
  await opening(client, place);
  await listing(client);
  await labelling(client);
  await showing(client, cookie);
  socket.close();
} finally {
  await server.close();
  await studio.close();
  await rm(folder, { recursive: true, force: true });
}

async function connect({ address, port }: StudioServer): Promise<{
  client: StudioClient;
  socket: WebSocket;
  cookie: string;
}> {
  const answer = await fetch(address, { redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, {
    headers: { cookie, origin: `http://127.0.0.1:${port}` },
  });
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
  return { client: createORPCClient(link), socket, cookie };
}

async function opening(client: StudioClient, place: string) {
  await client.project.open({ folder: place }); // makes the backup of the day
  const times = await timesOf(5, () => client.project.open({ folder: place }));
  console.log(line('opening it for writing', times, 'goal: below 1000 ms'));
}

async function listing(client: StudioClient) {
  console.log(line('first page of 100', await timesOf(RUNS, () => client.pairs.browse({ query: {}, limit: PAGE }))));
  const far = () =>
    client.pairs
      .ids({ query: { order: 'name' }, offset: Math.floor(0.9 * pairs), limit: PAGE })
      .then((pairIds) => client.pairs.listed({ pairIds, pass: 1 }));
  console.log(line('a page at 90 % of the list, by name', await timesOf(RUNS, far)));
}

async function labelling(client: StudioClient) {
  const ids = await client.pairs.ids({ query: {}, offset: 0, limit: labels });
  let turn = 0;
  const times = await timesOf(labels, () => {
    const pairIds = [ids[turn % ids.length] ?? 1];
    const changes = { transcription: `No. ${turn++}`, direction: 'h' as const, status: 'done' as const };
    return client.labels.set({ pairIds, changes, annotator: 'Ada', pass: 1 });
  });
  console.log(line('a label until it is on the disk', times, 'goal: below 50 ms'));
  const floor = await syncedWrites();
  console.log(line('  of that, the disk alone (4 KiB written and synced)', floor));
  console.log(`  ratio to the disk alone                             ${(median(times) / median(floor)).toFixed(2)}`);
  const undoing = await timesOf(RUNS, () => client.labels.undo({ annotator: 'Ada', pass: 1 }));
  console.log(line('undo', undoing));
}

/** What one commit costs at least on this disk. */
async function syncedWrites(): Promise<number[]> {
  const file = await open(join(folder, 'floor'), 'w');
  try {
    const block = Buffer.alloc(4096, 1);
    return await timesOf(labels, async () => {
      await file.write(block);
      await file.datasync();
    });
  } finally {
    await file.close();
  }
}

async function showing(client: StudioClient, cookie: string) {
  const { pairs: page } = await client.pairs.browse({ query: {}, limit: PAGE });
  const ids = page.flatMap(({ lr, hr }) => [lr, hr].flatMap((image) => (image ? [image.id] : [])));
  const all = async () => {
    // A browser keeps six connections to a host.
    const waiting = [...ids];
    const lane = async () => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        const answer = await fetch(`http://127.0.0.1:${server.port}/media/image/${id}`, { headers: { cookie } });
        await answer.arrayBuffer();
      }
    };
    await Promise.all(Array.from({ length: 6 }, lane));
  };
  console.log(line(`the ${ids.length} pictures of a page`, await timesOf(RUNS, all)));
}

async function timesOf(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}

function line(what: string, times: readonly number[], note?: string): string {
  const sorted = times.toSorted((a, b) => a - b);
  const slow = sorted[Math.floor(0.95 * (sorted.length - 1))] ?? NaN;
  const figures = `${median(times).toFixed(1).padStart(7)} ms, 95 % within ${slow.toFixed(1)} ms`;
  return `  ${what.padEnd(51)} ${figures}${note ? ` (${note})` : ''}`;
}
