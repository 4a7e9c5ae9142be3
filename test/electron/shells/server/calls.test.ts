import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { JobEvent } from '../../../../electron/contract/job-list.ts';
import { MOST_MESSAGE_BYTES } from '../../../../electron/shells/server/calls.ts';
import { bmp } from '../../core/import/job/generated-source.ts';
import { closed, served } from './support.ts';

const DEMO = fileURLToPath(new URL('../../../../resources/demo', import.meta.url));
const server = served();

const HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>&amp;\u202e';

beforeAll(async () => {
  const source = join(server.folder, 'source');
  await mkdir(join(source, 'hr'), { recursive: true });
  await mkdir(join(source, 'lr'), { recursive: true });
  for (const side of ['lr', 'hr']) await writeFile(join(source, side, 'a.bmp'), bmp(side === 'lr' ? 1 : 2));
  const { client, socket } = server.client();
  await client.project.create({ folder: join(server.folder, 'project'), name: HOSTILE });
  for await (const progress of await client.imports.run({ source })) expect(progress.skipped).toBe(0);
  socket.close();
});

const ids = async (client: ReturnType<typeof server.client>['client']) =>
  client.pairs.ids({ query: {}, offset: 0, limit: 10 });

test('calls go over the socket, and what people write comes back as it was', async () => {
  const { client, socket } = server.client();
  const pairIds = await ids(client);
  const changes = { transcription: HOSTILE, notes: HOSTILE, tags: [HOSTILE] };
  await client.labels.set({ pairIds, changes, annotator: HOSTILE, pass: 1 });
  const label = await client.labels.get({ pairId: pairIds[0] ?? 0, pass: 1 });
  expect(label).toMatchObject(changes);
  expect((await client.project.info()).name).toBe(HOSTILE);
  socket.close();
});

test('a picture of the project is shown to the page, and to nobody else', async () => {
  const { client, socket } = server.client();
  const [pair] = (await client.pairs.browse({ query: {}, limit: 1 })).pairs;
  const path = `/media/image/${pair?.lr?.id}`;
  const { status, headers, body } = await server.own(path);
  expect([status, headers['content-type']]).toEqual([200, 'image/bmp']);
  expect(body.equals(Buffer.from(bmp(1)))).toBe(true);
  expect((await server.own(path, { 'if-none-match': headers.etag ?? '' })).status).toBe(304);
  expect((await server.get(path)).status).toBe(401);
  socket.close();
});

test('a call that fails comes as its Problem, one that is malformed as a refusal', async () => {
  const { client, socket } = server.client();
  const problem = await client.labels.get({ pairId: 999, pass: 1 }).catch((error: unknown) => error);
  expect(problem).toMatchObject({ code: 'PROBLEM', data: { code: 'not-found' } });
  const wrong = await client.labels
    .set({ pairIds: ['1'] as unknown as number[], changes: {}, annotator: 'x', pass: 1 })
    .catch((error: unknown) => error);
  expect(wrong).toMatchObject({ code: 'BAD_REQUEST' });
  const beyond = await client.labels
    .set({ pairIds: await ids(client), changes: { transcription: 'x'.repeat(10_001) }, annotator: 'x', pass: 1 })
    .catch((error: unknown) => error);
  expect(beyond).toMatchObject({ code: 'BAD_REQUEST' });
  socket.close();
});

describe('what no page of ours would send', () => {
  test.each([
    ['no JSON', '{"i":'],
    ['another shape', '[]'],
    ['nothing', ''],
    ['null', 'null'],
    ['bytes', Buffer.from([0xff, 0x00, 0x7b])],
    ['deep nesting', '['.repeat(200_000)],
  ])('%s ends that connection at most, and the studio goes on', async (_, message) => {
    const socket = server.socket();
    await once(socket, 'open');
    const end = Promise.race([closed(socket), setTimeout(1000, 'open')]);
    socket.send(message);
    expect([1007, 'open']).toContain(await end);
    socket.terminate();
    const { client, socket: next } = server.client();
    expect((await client.project.info()).name).toBe(HOSTILE);
    next.close();
  });

  test('a message that is too large is cut off', async () => {
    const socket = server.socket();
    await once(socket, 'open');
    const end = closed(socket);
    socket.on('error', () => undefined);
    socket.send(Buffer.alloc(MOST_MESSAGE_BYTES + 1));
    expect([1006, 1009]).toContain(await end);
  });

  test.each(['__proto__', 'constructor', 'project/__proto__/x', '../media', 'project/create/../../x'])(
    'the path %s leads to no call',
    async (path) => {
      const { client, socket } = server.client();
      let call = client as unknown as Record<string, Record<string, never>>;
      for (const part of path.split('/')) call = call[part] ?? {};
      await expect((call as unknown as () => Promise<unknown>)()).rejects.toBeDefined();
      expect(({} as Record<string, unknown>).x).toBeUndefined();
      socket.close();
    },
  );

  test('headers without end are cut off', async () => {
    const status = await server.own('/', { 'x-long': 'x'.repeat(20_000) }).then(
      (answer) => answer.status,
      (error: unknown) => (error as { code: string }).code,
    );
    expect(status).toBe('ECONNRESET');
  });

  test('a page that asks and never reads is let go before it fills the memory', async () => {
    const { client, socket } = server.client();
    const pairIds = await ids(client);
    await client.labels.set({ pairIds, changes: { notes: 'n'.repeat(100_000) }, annotator: 'x', pass: 1 });
    const end = closed(socket);
    socket.pause();
    const asked = Array.from({ length: 1500 }, () => client.labels.get({ pairId: pairIds[0] ?? 0, pass: 1 }));
    const outcomes = Promise.allSettled(asked);
    const other = server.client();
    await setTimeout(3000);
    socket.resume();
    expect(await end).toBe(1013);
    expect((await outcomes).some(({ status }) => status === 'rejected')).toBe(true);
    other.socket.close();
  });
});

test('a job goes on when its page leaves, and the next page reads on where that one was', async () => {
  const first = server.client();
  const { id } = await first.client.jobs.start({
    kind: 'restore',
    request: {
      inputs: [DEMO],
      out: join(server.folder, 'restored'),
      compute: { engine: 'auto', readers: [], mode: 'correct', height: 'auto' },
    },
  });
  const seen: JobEvent[] = [];
  for await (const event of await first.client.jobs.events({ jobId: id, from: 0 })) {
    seen.push(event);
    if (seen.length === 3) break;
  }
  first.socket.terminate();
  const second = server.client();
  for await (const event of await second.client.jobs.events({ jobId: id, from: 3 })) seen.push(event);
  expect(seen.map(({ number }) => number)).toEqual(seen.map((_, i) => i));
  const [job] = await second.client.jobs.list();
  expect(job).toMatchObject({ id, state: 'finished', done: 48, failed: 0 });
  second.socket.close();
});
