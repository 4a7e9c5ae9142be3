import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ComputeOptions } from '../../../../electron/contract/jobs.ts';
import { Preview } from '../../../../electron/core/preview/preview.ts';
import { decodeImage } from '../../../../models/image/decode.ts';
import { encodePng } from '../../../../models/image/encode.ts';
import { asCaptured } from '../../../../models/image/upright.ts';

const DEMO = fileURLToPath(new URL('../../../../resources/demo/easy', import.meta.url));
const side = (which: 'lr' | 'hr', name = 'bakery.png') => join(DEMO, which, name);
const REQUEST: ComputeOptions = { engine: 'onnx', readers: ['ppocr'], mode: 'correct', height: 'auto' };

let folder: string;
let preview: Preview;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  preview = new Preview('Palimpsest test');
});
afterAll(async () => {
  await preview.close();
  await rm(folder, { recursive: true });
});
const extra: Preview[] = [];
afterEach(async () => {
  for (const one of extra.splice(0)) await one.close();
});

/** The bytes behind an address of a result. */
function pictureAt(url: string | null): Uint8Array {
  const [, token, name] = /^\/media\/preview\/([\w-]{24})\/(\w+)\.png$/.exec(url ?? '') ?? [];
  const bytes = preview.picture(token ?? '', name ?? '');
  if (!bytes) throw new Error(`nothing is at ${url}`);
  return bytes;
}

test('tells everything of a pair: pictures, readings of each, figures, what was invented', async () => {
  const result = await preview.restore({ lr: side('lr'), hr: side('hr') }, REQUEST);
  expect(result).toMatchObject({
    input: { width: 41, height: 16 },
    lowResolution: { width: 41, height: 16 },
    output: { width: 82, height: 32 },
  });
  const { urls, readings, metrics, invention } = result;
  for (const url of [urls.bicubic, urls.restored, urls.hr, invention.overlayUrl]) {
    expect(await decodeImage(pictureAt(url), 'a.png')).toMatchObject({ width: 82, height: 32 });
  }
  expect(
    Buffer.compare(
      (await decodeImage(pictureAt(urls.lr), 'lr')).data,
      (await decodeImage(await readFile(side('lr')), 'lr')).data,
    ),
  ).toBe(0);
  expect(readings.hr?.[0]).toMatchObject({ reader: 'ppocr', reading: { text: 'Bakery' } });
  expect([readings.lr, readings.bicubic, readings.restored].map((list) => list.length)).toEqual([1, 1, 1]);
  expect(metrics?.restored.psnr).toBeGreaterThan(10);
  expect(invention.inconsistency).toBeGreaterThan(0);
  expect(invention.variance).toBeGreaterThan(0);
});

test('a crop whose text runs otherwise is restored and read upright, and shown as it was captured', async () => {
  const lying = async (path: string) => {
    const captured = asCaptured(await decodeImage(await readFile(path), path), 'vp');
    return { name: path, bytes: await encodePng(captured), direction: 'vp' as const };
  };
  const upright = await preview.restore({ lr: side('lr'), hr: side('hr') }, REQUEST);
  const turned = await preview.restore({ lr: await lying(side('lr')), hr: await lying(side('hr')) }, REQUEST);
  expect(turned).toMatchObject({ input: { width: 16, height: 41 }, output: { width: 32, height: 82 } });
  expect(turned.readings).toEqual(upright.readings);
  expect(turned.metrics).toEqual(upright.metrics);
  const pairs = [
    [upright.urls.restored, turned.urls.restored],
    [upright.urls.hr, turned.urls.hr],
    [upright.invention.overlayUrl, turned.invention.overlayUrl],
  ] as const;
  for (const [straight, captured] of pairs) {
    const { width, height, data } = asCaptured(await decodeImage(pictureAt(straight), 'a'), 'vp');
    expect(await decodeImage(pictureAt(captured), 'b')).toMatchObject({ width, height, data });
  }
});

test('a picture without HR has no figures', async () => {
  const { urls, readings, metrics } = await preview.restore({ lr: side('lr'), hr: null }, REQUEST);
  expect([urls.hr, readings.hr, metrics]).toEqual([null, null, null]);
});

test('the same again is answered from memory, other bytes under the same name are not', async () => {
  const path = join(folder, 'crop.png');
  await writeFile(path, await readFile(side('lr')));
  const first = await preview.restore({ lr: path, hr: null }, REQUEST);
  expect(await preview.restore({ lr: path, hr: null }, REQUEST)).toBe(first);
  await writeFile(path, await readFile(side('lr', 'tobacco.png')));
  expect((await preview.restore({ lr: path, hr: null }, REQUEST)).lowResolution.width).toBe(79);
});

test('stays warm from call to call, and takes other networks where they are requested for', async () => {
  const { opened } = await preview.restore({ lr: side('lr', 'aurora.png'), hr: null }, REQUEST);
  const host = preview.processId;
  const other = await preview.restore({ lr: side('lr', 'aurora.png'), hr: null }, { ...REQUEST, readers: [] });
  expect([opened.readers.length, other.opened.readers.length, other.readings.lr]).toEqual([1, 0, []]);
  expect(preview.processId).toBe(host);
});

test('a host that is killed fails the call under way; the next call works', async () => {
  await preview.restore({ lr: side('lr'), hr: null }, REQUEST);
  const host = preview.processId ?? 0;
  process.kill(host, 'SIGSTOP'); // so that it cannot answer first, however busy the machine is
  const call = preview.restore({ lr: side('lr', 'ironmonger.png'), hr: null }, REQUEST);
  await setTimeout(50);
  process.kill(host, 'SIGKILL');
  const problem: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(problem).toMatchObject({ code: 'compute-died', reason: 'compute-process-ended' });
  await expect(preview.restore({ lr: side('lr', 'ironmonger.png'), hr: null }, REQUEST)).resolves.toBeTruthy();
  expect(preview.processId).not.toBe(host);
});

test('what nobody waits for any more is not computed', async () => {
  const waiting = preview.restore({ lr: side('lr', 'year-1889.png'), hr: null }, REQUEST);
  const stale = preview.restore({ lr: side('lr', 'apothecary.png'), hr: null }, REQUEST, {
    signal: AbortSignal.abort(),
  });
  await expect(stale).rejects.toMatchObject({ code: 'cancelled' });
  await waiting;
});

test('unused for a while, the host ends; closed, nothing is kept', async () => {
  const short = new Preview('Palimpsest test', { idleMs: 50 });
  extra.push(short);
  const { urls } = await short.restore({ lr: side('lr'), hr: null }, { ...REQUEST, readers: [] });
  const host = short.processId ?? 0;
  await expect.poll(() => isRunning(host), { timeout: 10_000 }).toBe(false);
  const token = urls.lr.split('/')[3] ?? '';
  expect(short.picture(token, 'lr')).toBeDefined();
  await short.close();
  expect(short.picture(token, 'lr')).toBeUndefined();
  await expect(short.restore({ lr: side('lr'), hr: null }, REQUEST)).rejects.toMatchObject({ code: 'cancelled' });
});

test('a picture that cannot be restored is a problem that names it', async () => {
  const broken = join(folder, 'broken.png');
  await writeFile(broken, 'no picture');
  await expect(preview.restore({ lr: broken, hr: null }, REQUEST)).rejects.toMatchObject({ code: 'not-an-image' });
  await expect(preview.restore({ lr: join(folder, 'none.png'), hr: null }, REQUEST)).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('reads pictures, and refuses where nobody is chosen who reads', async () => {
  const { results, weights } = await preview.read([side('hr')], REQUEST);
  expect(results[0]?.readings[0]).toMatchObject({ reader: 'ppocr', reading: { text: 'Bakery' } });
  expect(weights.get('ppocr')).toMatch(/^[0-9a-f]{64}$/);
  await expect(preview.read([side('hr')], { ...REQUEST, readers: [] })).rejects.toMatchObject({ code: 'bad-argument' });
});

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}
