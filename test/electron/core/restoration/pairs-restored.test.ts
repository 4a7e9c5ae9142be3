import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Job, JobRequest } from '../../../../electron/contract/job-list.ts';
import type { ComputeOptions, RestorationRequest, Sidecar } from '../../../../electron/contract/jobs.ts';
import type { Studio } from '../../../../electron/core/service/studio.ts';
import { testStudio } from '../service/test-studio.ts';

const DEMO = fileURLToPath(new URL('../../../../resources/demo', import.meta.url));
const COMPUTE: ComputeOptions = { engine: 'onnx', readers: ['ppocr'], mode: 'correct', height: 'auto' };

let folder: string;
let studio: Studio;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  studio = testStudio('test');
  await studio.client.project.create({ folder: join(folder, 'signs') });
  const source = await studio.client.imports.run({ source: DEMO });
  for await (const progress of source) expect(progress).toBeTruthy();
});
afterAll(async () => {
  await studio.close();
  await rm(folder, { recursive: true });
});

async function restored(inputs: RestorationRequest['inputs']): Promise<Job> {
  const request: JobRequest = { kind: 'restore', request: { inputs, compute: COMPUTE } };
  const { id } = await studio.client.jobs.start(request);
  for await (const event of await studio.client.jobs.events({ jobId: id, from: 0 })) expect(event).toBeTruthy();
  return (await studio.client.jobs.list()).find((job) => job.id === id) as Job;
}
async function itemsOf(jobId: number) {
  const items = [];
  for await (const { event } of await studio.client.jobs.events({ jobId, from: 0 })) {
    if (event.type === 'restore' && event.restore.type === 'item' && event.restore.state !== 'failed')
      items.push(event.restore);
  }
  return items;
}
const pairIds = (subset: string) => studio.client.pairs.ids({ query: { filter: { subset } }, offset: 0, limit: 100 });

test('pairs are restored into the folder of the project, scored by their labels, and kept by another run', async () => {
  const ids = (await pairIds('easy')).slice(0, 3);
  const job = await restored({ pairIds: ids });
  expect(job).toMatchObject({ state: 'finished', done: 3, failed: 0, project: join(folder, 'signs') });
  expect(job.report).toMatchObject({
    report: { restored: 3, scores: [{ reader: 'ppocr', view: 'input', labelled: 3 }, {}] },
  });
  const items = await itemsOf(job.id);
  expect(items.map(({ pairId }) => pairId)).toEqual(ids);
  expect((await readdir(join(folder, 'signs', 'restored', 'easy'))).length).toBe(6);
  const [first] = items;
  const sidecar = JSON.parse(await readFile(first?.output.replace(/png$/, 'json') ?? '', 'utf8')) as Sidecar;
  expect(sidecar.pairId).toBe(ids[0]);
  expect(first?.output).toContain(`${ids[0]}-`);

  // The same pairs among others have the same places.
  const more = await restored({ filter: { subset: 'easy' } });
  expect(more.report).toMatchObject({ report: { restored: 5, kept: 3 } });
});

test('a pair that gets another direction is restored anew, upright, and lies as it was captured', async () => {
  const [pairId = 0] = await pairIds('hard');
  const [first] = await itemsOf((await restored({ pairIds: [pairId] })).id);
  await studio.client.labels.set({ pairIds: [pairId], annotator: 'anna', pass: 1, changes: { direction: 'td' } });
  const [again] = await itemsOf((await restored({ pairIds: [pairId] })).id);
  expect(again).toMatchObject({ state: 'restored', sidecar: { input: { direction: 'td' } } });
  expect(again?.sidecar.output).toMatchObject({ width: first?.sidecar.output.width });
  expect(again?.sidecar.readings).not.toEqual(first?.sidecar.readings);
  expect(await itemsOf((await restored({ pairIds: [pairId] })).id)).toMatchObject([{ state: 'kept' }]);
});

test('a verdict is written through the job that made the restoration, and the accepted are exported', async () => {
  const job = await restored({ filter: { subset: 'easy' } });
  const [one, other] = (await itemsOf(job.id)).map(({ output }) => output);
  const set = (output: string) => studio.client.review.set({ jobId: job.id, output, verdict: 'accepted', by: 'anna' });
  expect(await set(one ?? '')).toMatchObject({ verdict: 'accepted', by: 'anna' });
  expect((await studio.client.review.given({ jobId: job.id })).map(({ output }) => output)).toEqual([one]);
  await expect(set('/etc/hostname')).rejects.toMatchObject({ data: { code: 'not-found' } });
  const destination = join(folder, 'accepted');
  expect(await studio.client.review.export({ jobId: job.id, destination, verdict: 'accepted' })).toEqual({ copied: 1 });
  const endings = (await readdir(join(destination, 'easy'))).map((name) => extname(name)).sort();
  expect(endings).toEqual(['.json', '.png', '.review']);

  const again = await restored({ filter: { subset: 'easy' } });
  const reviews = (await itemsOf(again.id)).map(({ output, sidecar }) => [output, sidecar.review?.verdict]);
  expect(Object.fromEntries(reviews)).toMatchObject({ [one ?? '']: 'accepted', [other ?? '']: undefined });
});

test('the preview tells everything of a pair, and of pictures of a job but of no other file', async () => {
  const [pairId = 0] = await pairIds('easy');
  const told = await studio.client.preview.restore({ picture: { pairId }, compute: COMPUTE });
  expect(told.metrics?.bicubic.psnr).toBeGreaterThan(10);
  for (const address of [...Object.values(told.urls), told.invention.overlayUrl]) {
    expect(await studio.media({ address: address ?? '' }), address ?? '').toMatchObject({ status: 200 });
  }
  const out = join(folder, 'files');
  const inputs = [join(DEMO, 'hard', 'lr', 'eleanor.png')];
  const { id } = await studio.client.jobs.start({ kind: 'restore', request: { inputs, out, compute: COMPUTE } });
  for await (const event of await studio.client.jobs.events({ jobId: id, from: 0 })) expect(event).toBeTruthy();
  const preview = (input: string) => studio.client.preview.restore({ picture: { jobId: id, input }, compute: COMPUTE });
  expect(await preview(inputs[0] ?? '')).toMatchObject({ metrics: null, readings: { hr: null } });
  await expect(preview('/etc/hostname')).rejects.toMatchObject({ data: { code: 'not-found' } });
  await expect(studio.client.preview.restore({ picture: { pairId: 999_999 }, compute: COMPUTE })).rejects.toMatchObject(
    { data: { code: 'not-found' } },
  );
});

test('a pair that is read now has its readings among the suggestions', async () => {
  const [pairId = 0] = await pairIds('medium');
  expect(await studio.client.suggestions.of({ pairId })).toEqual([]);
  const suggestions = await studio.client.preview.read({ pairId });
  expect(new Set(suggestions.map(({ side, reader }) => `${reader} ${side}`))).toEqual(
    new Set(['ppocr lr', 'ppocr hr', 'crnn lr', 'crnn hr']),
  );
  expect(await studio.client.suggestions.of({ pairId })).toEqual(suggestions);
});
