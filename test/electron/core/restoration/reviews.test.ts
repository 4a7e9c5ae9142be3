import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sidecar } from '../../../../electron/contract/jobs.ts';
import { restorationJob } from '../../../../electron/core/restoration/restoration-job.ts';
import { exportReviewed, Reviews, soundSidecar } from '../../../../electron/core/restoration/reviews.ts';

const LR = fileURLToPath(new URL('../../../../resources/demo/easy/lr', import.meta.url));

let top: string;
let folder: string;
let outputs: string[];
const reviews = new Reviews();
const sidecarOf = async (output: string) =>
  JSON.parse(await readFile(output.replace(/png$/, 'json'), 'utf8')) as Sidecar;

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  folder = join(top, 'restored');
  const inputs = ['bakery', 'tobacco', 'aurora'].map((name) => join(LR, `${name}.png`));
  const job = restorationJob(
    {
      ...{ inputs, out: folder, invention: true },
      compute: { engine: 'onnx', readers: [], mode: 'correct', height: 'auto' },
    },
    () => expect.unreachable('no project is asked for'),
    { software: 'Palimpsest test', signal: new AbortController().signal },
  );
  outputs = [];
  for await (const event of job) {
    if (event.type === 'item' && event.state === 'restored') outputs.push(event.output);
  }
});
afterAll(() => rm(top, { recursive: true }));

const output = (name: string) => outputs.find((path) => path.endsWith(`${name}.png`)) ?? '';

test('a verdict goes beside the sidecar, which it does not change; taken back, it is gone', async () => {
  const before = await sidecarOf(output('bakery'));
  const review = await reviews.set(1, output('bakery'), { verdict: 'accepted', by: 'anna' });
  expect(review).toMatchObject({ verdict: 'accepted', by: 'anna' });
  expect(await sidecarOf(output('bakery'))).toEqual(before);
  expect(await soundSidecar(output('bakery'))).toEqual({ ...before, review });
  expect(reviews.given(1)).toEqual([{ output: output('bakery'), review }]);
  expect(await reviews.set(1, output('bakery'), { verdict: null, by: 'anna' })).toBeNull();
  expect(await soundSidecar(output('bakery'))).toEqual(before);
  expect(reviews.given(1)).toEqual([{ output: output('bakery'), review: null }]);
  expect(reviews.given(2)).toEqual([]);
});

test('what has no sidecar, or is another picture by now, gets no verdict', async () => {
  const accepted = { verdict: 'accepted', by: 'anna' } as const;
  await expect(reviews.set(1, join(LR, 'bakery.png'), accepted)).rejects.toMatchObject({ code: 'not-found' });
  const picture = await readFile(output('aurora'));
  await writeFile(output('aurora'), await readFile(output('bakery')));
  await expect(reviews.set(1, output('aurora'), accepted)).rejects.toMatchObject({ code: 'conflict' });
  expect((await sidecarOf(output('aurora'))).review).toBeUndefined();
  await writeFile(output('aurora'), picture);
});

test('the accepted ones are copied whole, with sidecars and maps, into a new folder', async () => {
  await reviews.set(1, output('bakery'), { verdict: 'accepted', by: 'anna' });
  await reviews.set(1, output('tobacco'), { verdict: 'rejected', by: 'anna' });
  const destination = join(top, 'accepted');
  expect(await exportReviewed({ outputs, folder, destination, verdict: 'accepted' })).toBe(1);
  expect((await readdir(destination)).sort()).toEqual([
    ...['bakery.invention.png', 'bakery.json', 'bakery.png', 'bakery.review'],
  ]);
  for (const name of await readdir(destination)) {
    expect(await readFile(join(destination, name))).toEqual(await readFile(join(folder, name)));
  }
  expect(await exportReviewed({ outputs, folder, destination: join(top, 'all'), verdict: null })).toBe(3);
  expect(await readdir(join(top, 'all'))).toHaveLength(11);
});

test('nothing is written over, and nothing is left of an export that fails', async () => {
  await mkdir(join(top, 'there'));
  const refused = exportReviewed({ outputs, folder, destination: join(top, 'there'), verdict: null });
  await expect(refused).rejects.toMatchObject({ code: 'bad-argument' });
  await reviews.set(1, output('tobacco'), { verdict: null, by: 'anna' });
  const none = exportReviewed({ outputs, folder, destination: join(top, 'none'), verdict: 'rejected' });
  await expect(none).rejects.toMatchObject({ code: 'bad-argument', message: 'No restoration is rejected yet.' });
  await rm(output('aurora'));
  const missing = exportReviewed({ outputs, folder, destination: join(top, 'some'), verdict: null });
  await expect(missing).rejects.toMatchObject({ code: 'conflict' });
  expect((await readdir(top)).sort()).toEqual(['accepted', 'all', 'restored', 'there']);
});
