import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { TrainingRequest } from '../../../../electron/contract/training.ts';
import type { Studio } from '../../../../electron/core/service/studio.ts';
import { loadModel } from '../../../../models/weights/catalogue.ts';
import { readCheckpoint } from '../../../../models/weights/checkpoint.ts';
import { writeSafetensors } from '../../../../models/weights/safetensors.ts';
import { testStudio } from '../service/test-studio.ts';
import { noisyWeights } from '../training/noisy-base.ts';

const DEMO = fileURLToPath(new URL('../../../../resources/demo', import.meta.url));

let folder: string;
let studio: Studio;
let request: TrainingRequest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  vi.stubEnv('PALIMPSEST_DATA', join(folder, 'data'));
  const base = join(folder, 'base.safetensors');
  await writeFile(base, writeSafetensors(noisyWeights(1), { precision: 'F32' }));
  request = {
    ...{
      network: 'tsrn',
      name: 'first',
      preset: 'correct',
      filter: {},
      sides: ['hr'],
      frozen: [],
      balance: false,
      base,
    },
    ...{ steps: 36, batch: 4, learningRate: 0.002, measureEvery: 18, patience: 0, seed: 1, engine: 'wasm' },
  };
  studio = testStudio('test');
  await studio.client.project.create({ folder: join(folder, 'project') });
  await drain(studio.client.imports.run({ source: DEMO }));
  await studio.client.splits.make({ shares: { train: 1, validation: 1, test: 1 }, seed: 0, stratifyBy: 'subset' });
});
afterAll(async () => {
  await studio.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function drain<E, R>(calls: Promise<AsyncIterator<E, R>>): Promise<{ events: E[]; report: R }> {
  const iterator = await calls;
  const events: E[] = [];
  for (;;) {
    const step = await iterator.next();
    if (step.done) return { events, report: step.value };
    events.push(step.value);
  }
}
const train = (changes: Partial<TrainingRequest>) => drain(studio.client.training.run({ ...request, ...changes }));
const problemOf = async (work: Promise<unknown>) => {
  const error = (await work.catch((thrown: unknown) => thrown)) as { data?: { code: string; sentence: string } };
  return error.data;
};
const registry = () => studio.client.registry;

test('a training leaves its model, what it learnt from and its curve on record', async () => {
  const { events } = await train({});
  const { model, run, ancestors, uses } = await registry().lineage({ key: 'first' });
  expect(model).toMatchObject({
    name: 'first',
    network: 'tsrn',
    origin: 'trained',
    isPromoted: false,
    hasWeights: true,
  });
  expect(ancestors.map(({ name }) => name)).toEqual(['base']);
  expect(uses).toEqual({ isPromoted: false, descendants: [], restorations: [], evaluations: [] });
  expect(run).toMatchObject({
    name: 'first',
    state: 'finished',
    model: model.sha256,
    snapshot: { training: 9, validation: 9 },
  });
  expect(run?.request).toEqual(request);
  const { losses, measured } = await studio.client.runs.curve({ runId: run?.id ?? 0 });
  const told = events.flatMap((event) => (event.type === 'step' ? [{ step: event.step, loss: event.loss }] : []));
  expect(losses).toEqual(told);
  expect(measured.map(({ step }) => step)).toEqual([0, 18, 36]);
  const samples = events.flatMap((event) => (event.type === 'sample' ? [event] : []));
  expect(samples.map(({ step }) => step)).toEqual([0, 18, 36].flatMap((step) => Array<number>(4).fill(step)));
  expect(samples[0]?.restored).toMatch(/^data:image\/png;base64,/);
  expect(samples[0]?.restored).not.toBe(samples[8]?.restored);
  const lefts = events.flatMap((event) =>
    event.type === 'step' && event.secondsLeft !== null ? [event.secondsLeft] : [],
  );
  expect(lefts.length).toBeGreaterThan(3);
});

test('the same crops and labels have the same snapshot, others another', async () => {
  await train({ name: 'second', base: 'first', learningRate: 0.003 });
  const [second, first] = await studio.client.runs.list();
  expect(second?.snapshot.sha256).toBe(first?.snapshot.sha256);
  const { ancestors } = await registry().lineage({ key: 'second' });
  expect(ancestors.map(({ name }) => name)).toEqual(['first', 'base']);
  await train({ name: 'third', base: 'first', learningRate: 0.003, filter: { subset: 'easy' } });
  const [third] = await studio.client.runs.list();
  expect(third?.snapshot.sha256).not.toBe(first?.snapshot.sha256);
});

test('a promoted model is worked with until it is taken back', async () => {
  const compute = { engine: 'wasm' as const, readers: [], mode: 'correct' as const, height: 'auto' as const };
  const restoredWith = async () => {
    const inputs = [join(DEMO, 'easy', 'lr')];
    const { events } = await drain(
      studio.client.restoration.run({ inputs, out: join(folder, 'out'), again: true, compute }),
    );
    return events[0]?.type === 'begun' ? events[0].opened.superResolution?.name : undefined;
  };
  const inUse = async () => (await registry().list()).find(({ isPromoted }) => isPromoted)?.name;
  await registry().promote({ key: 'first' });
  await registry().promote({ key: 'second' });
  expect(await restoredWith()).toBe('second');
  const [pairId = 0] = await studio.client.pairs.ids({ query: {}, offset: 0, limit: 1 });
  const told = await studio.client.preview.restore({ picture: { pairId }, compute });
  expect(told.opened.superResolution?.name).toBe('second');
  expect(await inUse()).toBe('second');

  // Without its weights nothing can be restored with it; what needs no model goes on.
  const copies = [join(folder, 'project', 'models'), join(folder, 'data', 'models')];
  for (const models of copies) await rename(models, `${models}.away`);
  expect(await problemOf(restoredWith())).toMatchObject({ code: 'weights-missing' });
  const request = { destination: join(folder, 'exported-pairs'), format: 'folders', filter: {} } as const;
  const { id } = await studio.client.jobs.start({ kind: 'export', request });
  for await (const { event } of await studio.client.jobs.events({ jobId: id, from: 0 })) expect(event).toBeTruthy();
  expect((await studio.client.jobs.list()).find((job) => job.id === id)).toMatchObject({ state: 'finished' });
  for (const models of copies) {
    await rm(models, { recursive: true, force: true });
    await rename(`${models}.away`, models);
  }

  await registry().rollBack({ network: 'tsrn' });
  expect(await inUse()).toBe('first');
  expect(await restoredWith()).toBe('first');
  await registry().rollBack({ network: 'tsrn' });
  expect(await inUse()).toBeUndefined();
  await registry().rollBack({ network: 'tsrn' });
  expect(await restoredWith()).toBe('tsrn-x2');
  expect((await registry().lineage({ key: 'second' })).uses.restorations).toMatchObject([
    { folder: join(folder, 'out'), pictures: 8 },
  ]);
});

test('what was measured goes on record with the model', async () => {
  const compute = { engine: 'wasm', readers: [], mode: 'correct', height: 'auto', model: 'first' } as const;
  const out = join(folder, 'evaluation');
  await drain(
    studio.client.evaluation.run({ pairs: { filter: { split: 'test' } }, out, compute: { ...compute, readers: [] } }),
  );
  const { evaluations } = (await registry().lineage({ key: 'first' })).uses;
  expect(evaluations).toMatchObject([{ report: join(out, 'report.html'), pairs: 6 }]);
});

test('a model on which something depends is removed only after a warning that says what', async () => {
  const refused = await problemOf(registry().remove({ key: 'first' }));
  expect(refused?.code).toBe('conflict');
  for (const part of ['second, third were trained from it', join(folder, 'out'), '1 evaluation measured it']) {
    expect(refused?.sentence).toContain(part);
  }
  const left = await registry().remove({ key: 'first', anyway: true });
  expect(left.map(({ name }) => name).sort()).toEqual(['second', 'third']);
  expect(await readdir(join(folder, 'project', 'models'))).not.toContain('first.safetensors');
  expect((await studio.client.models.list()).map(({ name }) => name)).toContain('first');
  expect((await registry().remove({ key: 'third' })).map(({ name }) => name)).toEqual(['second']);
});

test('a model goes to another project with its lineage, under the published names', async () => {
  const { file } = await registry().export({ key: 'second', folder: join(folder, 'exported') });
  const { card } = await loadModel(file);
  const exported = await readCheckpoint(file);
  expect([...exported.keys()]).toContain('block1.0.weight');
  await studio.client.project.create({ folder: join(folder, 'other') });
  const added = await registry().add({ file });
  expect(added).toMatchObject({ name: 'second', sha256: card.sha256, origin: 'imported', base: { name: 'first' } });
  expect((await registry().promote({ key: 'second' }))[0]).toMatchObject({ isPromoted: true, hasWeights: true });
  expect(await problemOf(registry().lineage({ key: 'nobody' }))).toMatchObject({ code: 'not-found' });
});
