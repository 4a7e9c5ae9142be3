import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeImage, MAX_PIXELS } from '../../../../models/image/decode.ts';
import type { ComputeOptions } from '../../../../electron/contract/jobs.ts';
import type { Studio } from '../../../../electron/core/service/studio.ts';
import { bmp } from '../import/job/generated-source.ts';
import { bombPng, tinyTiff } from '../service/pictures.ts';
import { testStudio } from '../service/test-studio.ts';

const COMPUTE: ComputeOptions = { engine: 'auto', readers: [], mode: 'correct', height: 'auto' };

let folder: string;
let studio: Studio;
let projectId: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  studio = testStudio('test');
  projectId = (await studio.client.project.create({ folder: join(folder, 'project') })).id;
  const source = join(folder, 'source');
  execFileSync('mkdir', ['-p', join(source, 'lr'), join(source, 'hr')]);
  await writeFile(join(source, 'lr', 'a.bmp'), bmp(1));
  await writeFile(join(source, 'hr', 'a.tif'), tinyTiff(24, 12));
  for await (const progress of await studio.client.imports.run({ source })) expect(progress.skipped).toBe(0);
});
afterAll(async () => {
  await studio.close();
  await rm(folder, { recursive: true });
});

const get = (address: string, known?: string) => studio.media({ address, known });
const problemIn = ({ bytes }: { bytes: Uint8Array }) =>
  JSON.parse(Buffer.from(bytes).toString()) as { code: string; reason: string };

async function pair() {
  const [one] = (await studio.client.pairs.browse({ query: {}, limit: 1 })).pairs;
  return { lr: one?.lr?.id ?? 0, hr: one?.hr?.id ?? 0 };
}

describe('stored pictures', () => {
  test('come as they were stored, told apart by content', async () => {
    const { lr } = await pair();
    const { status, headers, bytes } = await get(`/media/image/${lr}`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'image/bmp', 'x-content-type-options': 'nosniff' });
    expect(Buffer.from(bytes).equals(Buffer.from(bmp(1)))).toBe(true);
  });

  test('what browsers cannot show becomes PNG', async () => {
    const { hr } = await pair();
    const { headers, bytes } = await get(`/media/image/${hr}`);
    expect(headers['content-type']).toBe('image/png');
    const [shown, stored] = await Promise.all([decodeImage(bytes, 'shown'), decodeImage(tinyTiff(24, 12), 'stored')]);
    expect(shown.data).toEqual(stored.data);
  });

  test('an address is for ever only where it names the project', async () => {
    const { lr } = await pair();
    const { headers } = await get(`/media/image/${lr}`);
    expect(headers['cache-control']).toBe('private, no-cache');
    expect(await get(`/media/image/${lr}`, `W/"x", ${headers.etag}`)).toMatchObject({
      status: 304,
      bytes: { length: 0 },
    });
    const named = await get(`/media/image/${lr}?project=${projectId}`);
    expect(named.headers['cache-control']).toContain('immutable');
    expect((await get(`/media/image/${lr}?project=another`)).status).toBe(404);
  });

  test.each([
    '/media/image/999',
    '/media/image/0',
    '/media/image/1e3',
    '/media/image/-1',
    '/media/image/1/../1',
    '/media/image/1%2f..%2f..%2fetc/passwd',
    '/media/image/',
    '/media/',
    '/media/../package.json',
    '//elsewhere/media/image/1',
    '/media/preview/token/lr.png',
    'http://[',
  ])('%s is not there', async (address) => {
    const answer = await get(address);
    // `1/../1` is the address of image 1.
    if (address === '/media/image/1/../1') return expect(answer.status).toBe(200);
    expect(answer.status).toBe(404);
    expect(problemIn(answer).reason).not.toBe('');
  });
});

describe('files of jobs', () => {
  async function restored(inputs: string[]) {
    const out = join(folder, `out-${inputs.length}`);
    const request = { inputs, out, report: join(out, 'report.html'), compute: COMPUTE };
    const { id } = await studio.client.jobs.start({ kind: 'restore', request });
    const outputs: string[] = [];
    for await (const { event } of await studio.client.jobs.events({ jobId: id, from: 0 })) {
      if (event.type === 'restore' && 'output' in event.restore) outputs.push(event.restore.output);
    }
    return { id, outputs, report: request.report };
  }
  const file = (id: number, path: string) => get(`/media/job/${id}/file?path=${encodeURIComponent(path)}`);

  test('only what this job reported is shown, and its report can run nothing', async () => {
    const input = join(folder, 'one.bmp');
    await writeFile(input, bmp(5, 40, 16));
    const secret = join(folder, 'secret.bmp');
    await writeFile(secret, bmp(6));
    const { id, outputs, report } = await restored([input]);
    expect(await file(id, input)).toMatchObject({ status: 200, headers: { 'content-type': 'image/bmp' } });
    expect(await file(id, outputs[0] ?? '')).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } });
    const page = await file(id, report);
    expect(page.headers['content-type']).toMatch('text/html');
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox$/);
    for (const path of [secret, '/etc/passwd', `${folder}/../${input}`, `${input}/../secret.bmp`, '']) {
      expect((await file(id, path)).status).toBe(404);
    }
    expect((await file(id + 1, input)).status).toBe(404);
    // What stands there now is told by content: nothing but a picture goes out.
    await rm(input);
    await symlink('/etc/passwd', input);
    expect(problemIn(await file(id, input)).code).toBe('not-an-image');
    await rm(input);
    expect((await file(id, input)).status).toBe(404);
  });

  test('a small file of huge pixels is refused', async () => {
    const bomb = join(folder, 'bomb.png');
    await writeFile(bomb, bombPng(20_000, 20_000));
    const sound = join(folder, 'sound.bmp');
    await writeFile(sound, bmp(7, 40, 16));
    const { id } = await restored([bomb, sound]);
    const answer = await file(id, bomb);
    expect(20_000 ** 2).toBeGreaterThan(MAX_PIXELS);
    expect(answer.status).toBe(413);
    expect(problemIn(answer).code).toBe('image-too-large');
  });
});
