import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ComputeOptions } from '../../../../electron/contract/jobs.ts';
import type { TrainingEvent, TrainingReport, TrainingRequest } from '../../../../electron/contract/training.ts';
import type { Studio } from '../../../../electron/core/service/studio.ts';
import type { StateDict } from '../../../../models/base/tensor.ts';
import { initialWeights } from '../../../../models/training/initial-weights.ts';
import { writeSafetensors } from '../../../../models/weights/safetensors.ts';
import { testStudio } from '../service/test-studio.ts';
import { noisyWeights, TINY } from './noisy-base.ts';

const DEMO = fileURLToPath(new URL('../../../../resources/demo', import.meta.url));
let folder: string;
let studio: Studio;
let request: TrainingRequest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  vi.stubEnv('PALIMPSEST_DATA', join(folder, 'data'));
  studio = testStudio('test');
  await studio.client.project.create({ folder: join(folder, 'project') });
  const imported = await studio.client.imports.run({ source: DEMO });
  while (!(await imported.next()).done);
  request = {
    ...{ network: 'tsrn', name: 'tiny', preset: 'correct', filter: {}, sides: ['hr'], frozen: [], balance: false },
    ...{ steps: 12, batch: 4, learningRate: 0.003, measureEvery: 3, patience: 0, seed: 1, engine: 'wasm' },
    base: await baseOf('base', noisyWeights(1)),
  };
});
afterAll(async () => {
  await studio.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function baseOf(name: string, weights: StateDict): Promise<string> {
  const file = join(folder, `${name}.safetensors`);
  await writeFile(file, writeSafetensors(weights, { precision: 'F32' }));
  return file;
}

/** Trainings that are not at their end. */
const runsIn = async () =>
  (await readdir(join(folder, 'project', 'models')).catch(() => [])).filter((name) => name.endsWith('.training'));

/** Follows a training, and aborts it at the first event that `until` finds. */
async function train(
  changes: Partial<TrainingRequest> = {},
  until: (event: TrainingEvent) => boolean = () => false,
): Promise<{ events: TrainingEvent[]; report: TrainingReport }> {
  const controller = new AbortController();
  const calls = await studio.client.training.run({ ...request, ...changes }, { signal: controller.signal });
  const events: TrainingEvent[] = [];
  for (;;) {
    const step = await calls.next();
    if (step.done) return { events, report: step.value };
    events.push(step.value);
    if (until(step.value)) controller.abort();
  }
}

const problemOf = async (work: Promise<unknown>) => {
  const error = (await work.catch((thrown: unknown) => thrown)) as { data?: { code: string; sentence: string } };
  return error.data;
};
const lossesOf = (events: readonly TrainingEvent[]) =>
  new Map(events.flatMap((event) => (event.type === 'step' ? [[event.step, event.loss]] : [])));

test('without a train and a validation split there is nothing to learn from', async () => {
  expect(await problemOf(train())).toMatchObject({
    code: 'bad-argument',
    sentence: expect.stringContaining('train') as string,
  });
  expect(await runsIn()).toEqual([]);
});

test.each(['../../outside', '../outside', 'a/b', '.', ''])(
  'a name that is a path (%j) is refused before anything is touched',
  async (name) => {
    const outside = join(folder, 'outside.training');
    await mkdir(outside, { recursive: true });
    await writeFile(join(outside, 'precious'), 'kept');
    await expect(train({ name, again: true })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(await readdir(outside)).toEqual(['precious']);
    await rm(outside, { recursive: true });
  },
);

describe('on a divided project', () => {
  beforeAll(async () => {
    await studio.client.splits.make({ shares: { train: 2, validation: 1 }, seed: 0 });
  });

  test('it learns, tells how it goes, keeps the best as a model and locks its splits', async () => {
    const { events, report } = await train();
    expect(events[0]).toMatchObject({ type: 'begun', engine: 'wasm', training: 16, validation: 8, step: 0 });
    const measured = events.filter((event) => event.type === 'measured').map(({ step }) => step);
    expect(measured).toEqual([0, 3, 6, 9, 12]);
    const losses = [...lossesOf(events).values()];
    expect(losses).toHaveLength(12);
    expect(losses.at(-1)).toBeLessThan(losses[0] as number);
    expect(report).toMatchObject({ state: 'finished', step: 12, model: { name: 'tiny', network: 'tsrn' } });
    const [before, best] = [report.before, report.best.score] as { psnr: number }[];
    expect(best?.psnr).toBeGreaterThan(before?.psnr ?? 0);
    expect(await runsIn()).toEqual([]);
    const models = await studio.client.models.list();
    expect(models.map(({ name }) => name)).toContain('tiny');
    for (const { split, photos, lockedPhotos } of await studio.client.splits.counts()) {
      expect(lockedPhotos).toBe(split === null ? 0 : photos);
    }
  });

  test('what it learnt from is refused as a measure of it, and what it did not is not', async () => {
    const evaluate = async (split: 'train' | 'validation', model: string) => {
      const compute: ComputeOptions = { engine: 'auto', readers: [], mode: 'correct', height: 'auto', model };
      const calls = await studio.client.evaluation.run({
        pairs: { filter: { split } },
        out: join(folder, 'report'),
        compute,
      });
      for (;;) {
        const step = await calls.next();
        if (step.done) return step.value;
      }
    };
    expect(await problemOf(evaluate('train', 'tiny'))).toMatchObject({
      code: 'bad-argument',
      sentence: expect.stringContaining('learnt from the train split') as string,
    });
    expect(await evaluate('validation', 'tiny')).toMatchObject({ compared: 8, state: 'finished' });
    expect(await evaluate('train', 'tsrn-x2')).toMatchObject({ compared: 16 });
  });

  test('stopped, it goes on to what an uninterrupted one comes to', async () => {
    const whole = await train({ name: 'whole' });
    const first = await train({ name: 'parts' }, (event) => event.type === 'step' && event.step === 5);
    expect(first.report.state).toBe('cancelled');
    expect(await runsIn()).toEqual(['parts.training']);
    const second = await train({ name: 'parts' });
    expect(second.events[0]).toMatchObject({ type: 'begun', step: 5 });
    const expected = lossesOf(whole.events);
    for (const [step, loss] of lossesOf(second.events)) expect(loss / (expected.get(step) as number)).toBeCloseTo(1, 5);
    expect(second.report.best.step).toBe(whole.report.best.step);
    expect(await runsIn()).toEqual([]);
  });

  test('ended by hand on the job queue, it keeps what did best so far', async () => {
    const { id } = await studio.client.jobs.start({
      kind: 'train',
      request: { ...request, name: 'enough', steps: 10_000 },
    });
    let best = 0;
    for await (const { event } of await studio.client.jobs.events({ jobId: id, from: 0 })) {
      if (event.type !== 'train' || event.train.type !== 'measured' || !event.train.isBest) continue;
      best = event.train.step;
      if (best > 0) await studio.client.jobs.stop({ jobId: id, keepBest: true });
    }
    const job = (await studio.client.jobs.list()).find((one) => one.id === id);
    expect(job).toMatchObject({
      state: 'finished',
      report: { report: { state: 'stopped-early', best: { step: best } } },
    });
    expect((await studio.client.models.list()).map(({ name }) => name)).toContain('enough');
    expect(await runsIn()).toEqual([]);
  });

  test('ended by hand before its first measurement, what it learnt is measured and kept', async () => {
    const early = { ...request, name: 'early', steps: 400, measureEvery: 400 };
    const { id } = await studio.client.jobs.start({ kind: 'train', request: early });
    const measured: number[] = [];
    for await (const { event } of await studio.client.jobs.events({ jobId: id, from: 0 })) {
      if (event.type !== 'train') continue;
      if (event.train.type === 'measured') measured.push(event.train.step);
      if (event.train.type === 'step' && event.train.step === 60) {
        await studio.client.jobs.stop({ jobId: id, keepBest: true });
      }
    }
    expect(measured).toHaveLength(2);
    expect(measured[1]).toBeGreaterThanOrEqual(60);
    expect((await studio.client.models.list()).map(({ name }) => name)).toContain('early');
  });

  test('other settings under the name of a stopped one are refused, unless it begins anew', async () => {
    await train({ name: 'other' }, (event) => event.type === 'measured');
    expect(await problemOf(train({ name: 'other', batch: 2 }))).toMatchObject({ code: 'conflict' });
    const { events } = await train({ name: 'other', batch: 2, steps: 3, again: true });
    expect(events[0]).toMatchObject({ type: 'begun', step: 0 });
  });

  test('it ends early when nothing gets better, and then keeps no model', async () => {
    const { report } = await train({
      name: 'worse',
      base: 'tsrn-x2',
      learningRate: 1,
      measureEvery: 1,
      patience: 2,
      steps: 100,
    });
    expect(report).toMatchObject({ state: 'stopped-early', step: 2, best: { step: 0 } });
    expect(report.model).toBeUndefined();
    expect(await runsIn()).not.toContain('worse.training');
  });

  test('with everything frozen there is nothing to learn', async () => {
    expect(await problemOf(train({ name: 'frozen', frozen: [''] }))).toMatchObject({ code: 'bad-argument' });
  });

  test('a divergence is taken back with half the rate, and in the end is told', async () => {
    const weights = initialWeights(TINY, 1);
    weights.get('block1.0.weight')?.data.fill(1e20);
    const base = await baseOf('broken', weights);
    const calls = await studio.client.training.run({ ...request, name: 'broken', base });
    const events: TrainingEvent[] = [];
    const problem = await problemOf(
      (async () => {
        for (let step = await calls.next(); !step.done; step = await calls.next()) events.push(step.value);
      })(),
    );
    expect(problem?.code).toBe('diverged');
    const notices = events.flatMap((event) => (event.type === 'notice' ? event.problem : []));
    expect(notices.map(({ code }) => code)).toEqual(Array(4).fill('diverged'));
    expect(notices[1]).toMatchObject({ reason: 'goes-on-slower', data: { step: 0, rate: 0.25 } });
  });

  test('a network of the other kind is refused', async () => {
    expect(await problemOf(train({ name: 'wrong', network: 'crnn' }))).toMatchObject({ code: 'wrong-checkpoint' });
  });

  test('CRNN learns to read what is labelled', async () => {
    const { events } = await train({ base: 'crnn-latin', name: 'reader', network: 'crnn', steps: 1, batch: 2 });
    expect(events.map(({ type }) => type).filter((type) => type !== 'sample')).toEqual([
      'begun',
      'measured',
      'step',
      'measured',
    ]);
    expect(events.find(({ type }) => type === 'sample')).toMatchObject({ reading: expect.any(String) as string });
    expect(events[1]).toMatchObject({ score: { cer: expect.any(Number) as number } });
  });

  test('CRNN learns to read what TSRN restores, with the weights that were named', async () => {
    const sr = { network: 'crnn', base: 'crnn-latin', filter: { subset: 'easy' }, steps: 1, batch: 2 } as const;
    const outcome = async (name: string, restorer: string) => {
      const { events, report } = await train({ ...sr, sides: ['sr'], name, restorer });
      expect(events.find(({ type }) => type === 'sample')).toMatchObject({ side: 'sr' });
      return { cer: (report.before as { cer: number }).cer, loss: lossesOf(events).get(1) as number };
    };
    const well = await outcome('restored', 'tsrn-x2');
    const badly = await outcome('noise', request.base ?? '');
    expect(badly.cer).toBeGreaterThan(well.cer + 0.3);
    expect(badly.loss).toBeGreaterThan(1.5 * well.loss);
    expect(await problemOf(train({ ...sr, sides: ['sr'], name: 'no-tsrn', restorer: 'crnn-latin' }))).toMatchObject({
      code: 'wrong-checkpoint',
    });
  });
});
