import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComputeOptions, RestorationEvent } from '../../../../electron/contract/jobs.ts';
import type { Studio } from '../../../../electron/core/service/studio.ts';
import { testStudio } from '../service/test-studio.ts';

const DEMO = fileURLToPath(new URL('../../../../resources/demo', import.meta.url));
const LR = join(DEMO, 'easy', 'lr');
const COMPUTE: ComputeOptions = { engine: 'auto', readers: [], mode: 'correct', height: 'auto' };

let folder: string;
let studio: Studio;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  studio = testStudio('test');
});
afterAll(async () => {
  await studio.close();
  await rm(folder, { recursive: true });
});

/** Every event of a call, and what it came to. */
async function followed<E, R>(calls: { next(): Promise<IteratorResult<E, R>> }): Promise<{ events: E[]; report: R }> {
  const events: E[] = [];
  for (;;) {
    const step = await calls.next();
    if (step.done) return { events, report: step.value };
    events.push(step.value);
  }
}

const problemOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no problem',
    (error: unknown) => {
      const { code, data } = error as { code: string; data: { code: string } };
      return [code, data.code];
    },
  );

describe('restoration', () => {
  test('tells how much there is to do, each picture as it ends, and the sum', async () => {
    const out = join(folder, 'restored');
    const { events, report } = await followed(
      await studio.client.restoration.run({ inputs: [LR], out, compute: COMPUTE }),
    );
    expect(events[0]).toMatchObject({ type: 'begun', items: 8, opened: { superResolution: { scale: 2 } } });
    const [, planned, ...ended] = events;
    const inputs = ended.map((event) => event.type === 'item' && event.input);
    expect(planned).toEqual({ type: 'planned', items: inputs.map((input) => ({ input })) });
    expect(ended.map((event) => event.type === 'item' && event.state)).toEqual(Array(8).fill('restored'));
    expect(report).toMatchObject({ restored: 8, kept: 0, failed: 0, left: 0 });
    expect(await readdir(out)).toHaveLength(16);
  });

  test('an aborted one finishes what is in hand, and the next goes on there', async () => {
    const request = { inputs: [DEMO], out: join(folder, 'stopped'), compute: COMPUTE };
    const controller = new AbortController();
    const calls = await studio.client.restoration.run(request, { signal: controller.signal });
    await calls.next();
    controller.abort();
    const { events, report } = await followed(calls);
    expect(report.restored).toBe(events.filter(({ type }) => type === 'item').length);
    expect(report.restored + report.left).toBe(48);
    const again = await followed(await studio.client.restoration.run(request));
    expect(again.report).toMatchObject({ restored: report.left, kept: report.restored, left: 0 });
  });

  test('a dropped one leaves pictures with their sidecars only', async () => {
    const out = join(folder, 'dropped');
    const calls = await studio.client.restoration.run({ inputs: [LR], out, compute: COMPUTE });
    for (let event: RestorationEvent | undefined; event?.type !== 'item';)
      event = (await calls.next()).value as RestorationEvent;
    await calls.return({});
    const files = await readdir(out);
    const stems = (ending: string) => files.filter((file) => file.endsWith(ending)).map((file) => file.split('.')[0]);
    expect(stems('.json').length).toBeGreaterThan(0);
    expect(stems('.png')).toEqual(expect.arrayContaining(stems('.json')));
  });

  test('fails with the typed problem', async () => {
    const run = async (request: object) =>
      followed(await studio.client.restoration.run({ inputs: [LR], out: folder, compute: COMPUTE, ...request }));
    expect(await problemOf(run({ inputs: [join(folder, 'nowhere')] }))).toEqual(['PROBLEM', 'not-found']);
    expect(await problemOf(run({ compute: { ...COMPUTE, model: 'unheard of' } }))).toEqual([
      'PROBLEM',
      'weights-missing',
    ]);
    expect(await problemOf(run({ compute: { ...COMPUTE, readerModel: 'crnn-latin' } }))).toEqual([
      'PROBLEM',
      'bad-argument',
    ]);
  });
});

test('reading scores what it reads against labels', async () => {
  const labels = join(DEMO, 'easy', 'labels.tsv');
  const compute: ComputeOptions = { ...COMPUTE, readers: ['ppocr'] };
  const { report } = await followed(
    await studio.client.reading.run({ inputs: [join(DEMO, 'easy', 'hr')], labels, compute }),
  );
  expect(report).toMatchObject({ read: 8, failed: 0, left: 0, labels: { known: 8, used: 8 } });
  expect(report.scores[0]?.accuracy).toBeGreaterThan(0.5);
});

describe('suggestions', () => {
  beforeAll(async () => {
    await studio.client.project.create({ folder: join(folder, 'project') });
    await followed(await studio.client.imports.run({ source: join(DEMO, 'hard') }));
  });

  test('are kept beside the labels, with their reader and weights', async () => {
    const [before] = (await studio.client.pairs.browse({ query: {}, limit: 1 })).pairs;
    const request = {
      filter: {},
      sides: ['hr' as const],
      compute: { engine: 'auto' as const, readers: ['ppocr' as const], mode: 'correct' as const },
    };
    const { events, report } = await followed(await studio.client.suggestions.run(request));
    expect(events[0]).toMatchObject({ type: 'begun', items: 8 });
    expect(report).toMatchObject({ read: 8, kept: 0, failed: 0, left: 0 });
    const [suggestion, ...others] = await studio.client.suggestions.of({ pairId: before?.id ?? 0 });
    expect(others).toEqual([]);
    expect(suggestion).toMatchObject({
      side: 'hr',
      reader: 'ppocr',
      weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(suggestion?.characters.map(({ character }) => character).join('')).toBe(suggestion?.transcription);
    const [after] = (await studio.client.pairs.browse({ query: {}, limit: 1 })).pairs;
    expect(after?.label).toEqual(before?.label);
    expect(after?.uncertainty).toBeGreaterThanOrEqual(0);
    const again = await followed(await studio.client.suggestions.run(request));
    expect(again.report).toMatchObject({ read: 0, kept: 8 });
  });

  test('a picture that cannot be decoded fails alone', async () => {
    const { id } = (await studio.client.pairs.browse({ query: {}, limit: 1 })).pairs[0] as { id: number };
    const db = new BetterSqlite3(join(folder, 'project', 'project.sqlite'));
    db.prepare("UPDATE image_bytes SET bytes = x'00' WHERE image_id = (SELECT lr_image_id FROM pair WHERE id = ?)").run(
      id,
    );
    db.close();
    const compute = { engine: 'wasm' as const, readers: ['crnn' as const], mode: 'correct' as const };
    const { events, report } = await followed(
      await studio.client.suggestions.run({ filter: {}, sides: ['lr'], compute }),
    );
    const failed = events.filter((event) => event.type === 'item' && event.state === 'failed');
    expect(failed).toEqual([
      expect.objectContaining({ pairId: id, problem: expect.objectContaining({ code: 'not-an-image' }) as unknown }),
    ]);
    expect(report).toMatchObject({ read: 7, failed: 1 });
  });

  test('without a reader there is nothing to do', async () => {
    const compute = { engine: 'auto' as const, readers: [], mode: 'correct' as const };
    const run = async () => followed(await studio.client.suggestions.run({ filter: {}, sides: ['hr'], compute }));
    expect(await problemOf(run())).toEqual(['PROBLEM', 'bad-argument']);
  });

  test('places in a list: its ids, and where a pair stands', async () => {
    const ids = await studio.client.pairs.ids({ query: { order: 'name' }, offset: 3, limit: 2 });
    expect(ids).toHaveLength(2);
    expect(await studio.client.pairs.position({ query: { order: 'name' }, pairId: ids[0] as number })).toBe(3);
  });

  test('pairs by their ids come as in a list, in the order that was asked for', async () => {
    const [first, second] = (await studio.client.pairs.browse({ query: {}, limit: 2 })).pairs;
    const pairIds = [second?.id ?? 0, 999_999, first?.id ?? 0];
    expect(await studio.client.pairs.listed({ pairIds, pass: 1 })).toEqual([second, first]);
  });
});

describe('models and engines', () => {
  test('the models that ship are listed with what is known of them', async () => {
    const models = await studio.client.models.list();
    const facts = models.flatMap((model) => ('facts' in model ? model.facts : []));
    expect(facts.map(({ network }) => network)).toEqual(expect.arrayContaining(['tsrn', 'crnn']));
    expect(facts.find(({ network }) => network === 'crnn')?.alphabet).toHaveLength(36);
  });

  test('a model is written as ONNX and as safetensors', async () => {
    for (const format of ['onnx', 'safetensors', 'safetensors-half'] as const) {
      const file = join(folder, `model.${format}`);
      const { bytes } = await studio.client.models.export({ model: 'tsrn-x2', file, format });
      expect(bytes).toBeGreaterThan(1e6);
    }
  });

  test('every engine has its line', async () => {
    const { engines } = await studio.client.engines.report({ measure: false });
    expect(engines.map(({ engine }) => engine).sort()).toEqual(['onnx', 'tensorflow', 'wasm', 'webgpu']);
  });
});
