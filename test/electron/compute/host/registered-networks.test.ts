import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareBatch } from '../../../../electron/compute/host/compare.ts';
import { readBatch } from '../../../../electron/compute/host/read.ts';
import { openSession } from '../../../../electron/compute/host/session.ts';
import { Training } from '../../../../electron/compute/host/training.ts';
import type { OpenOptions, TrainingBatch } from '../../../../electron/contract/compute.ts';
import { listedModelSchema, networkListSchema } from '../../../../electron/contract/models.ts';
import { openOptions } from '../../../../electron/core/models/compute-options.ts';
import { modelFacts } from '../../../../electron/core/models/model-facts.ts';
import { networkList } from '../../../../electron/core/models/model-lists.ts';
import type { TensorData } from '../../../../models/base/tensor.ts';
import type { NetworkConfig } from '../../../../models/networks/network.ts';
import { exampleShapes, graphsOf, networkOf, registerNetwork } from '../../../../models/networks/registry.ts';
import { exportOnnx } from '../../../../models/interpreters/onnx/onnx-ops.ts';
import { initialWeights } from '../../../../models/training/initial-weights.ts';
import { Random } from '../../../../models/training/random.ts';
import { defaultModel, listModels, loadModel } from '../../../../models/weights/catalogue.ts';
import { importModel } from '../../../../models/weights/import.ts';
import { writeSafetensors } from '../../../../models/weights/safetensors.ts';
import { inferenceEngines, skipUnlessUsable, withEngine } from '../../../support/engines.ts';
import { doublerNetwork } from '../../../support/networks/doubler.ts';
import { spellerNetwork } from '../../../support/networks/speller.ts';

/**
 * A network of each purpose that nothing but its own folder and one line of registration knows of: it is imported, listed,
 * run, trained, evaluated and shown like those that ship.
 */
const ALPHABET = [...'bakery'];
const DOUBLER: NetworkConfig = { network: 'doubler', channels: 4 };
const SPELLER: NetworkConfig = { network: 'speller', alphabet: ALPHABET };
const DEMO = fileURLToPath(new URL('../../../../resources/demo/easy/', import.meta.url));
const engines = await inferenceEngines();

let folder: string;
const forget: (() => void)[] = [];
const paths: Record<string, string> = {};
beforeAll(async () => {
  forget.push(registerNetwork(doublerNetwork), registerNetwork(spellerNetwork));
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  for (const config of [DOUBLER, SPELLER]) {
    const file = join(folder, `raw-${config.network}.safetensors`);
    await writeFile(file, writeSafetensors(initialWeights(config, 3), { precision: 'F32' }));
    const card = await importModel(file, {
      ...{ folder: join(folder, 'models'), name: config.network },
      ...(config.network === 'speller' && { alphabet: ALPHABET }),
    });
    paths[config.network] = join(folder, 'models', `${card.name}.safetensors`);
  }
});
afterAll(async () => {
  for (const one of forget) one();
  await rm(folder, { recursive: true });
});

const picture = async (side: 'lr' | 'hr') => ({
  name: `bakery ${side}`,
  bytes: new Uint8Array(await readFile(join(DEMO, side, 'bakery.png'))),
});
const optionsOf = (readers: string[]): Promise<OpenOptions> =>
  openOptions(
    {
      ...{ engine: 'wasm', mode: 'correct', height: 'auto', readers, model: paths.doubler as string },
      ...(readers.includes('speller') && { readerModel: paths.speller as string }),
    },
    { superResolution: true, software: 'test' },
  );

test('their cards are read, their models listed, and shells told what there is', async () => {
  const models = await listModels([join(folder, 'models')]);
  expect(models.map(({ name, problem }) => [name, problem])).toEqual([
    ['doubler', undefined],
    ['speller', undefined],
  ]);
  const listed = models.flatMap((model) =>
    model.card ? { ...model, problem: undefined, isDefault: false, facts: modelFacts(model.card) } : [],
  );
  expect(listed.map((model) => listedModelSchema.parse(model))).toMatchObject([
    { facts: { network: 'doubler', purpose: 'super-resolution', licenceNotice: expect.any(String) as string } },
    { facts: { network: 'speller', purpose: 'recognition', alphabet: ALPHABET } },
  ]);
  expect(await defaultModel('speller', [join(folder, 'models')])).toBe(paths.speller);
  const { networks, readers } = networkListSchema.parse(networkList());
  expect(networks.map(({ id }) => id).slice(-2)).toEqual(['doubler', 'speller']);
  expect(readers.map(({ id, isDefault }) => [id, isDefault])).toEqual(
    expect.arrayContaining([
      ['crnn', true],
      ['speller', false],
      ['ppocr', true],
    ]),
  );
});

test('an id that no network or reader has is refused where it comes in', async () => {
  expect(() => networkOf('oracle')).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  await expect(optionsOf(['oracle'])).rejects.toMatchObject({ code: 'bad-argument' });
  await expect(optionsOf(['crnn', 'speller'])).rejects.toMatchObject({ code: 'bad-argument' });
});

describe.each(engines.map((engine) => [engine.id, engine] as const))('on %s', (_, listed) => {
  test('every graph runs, on several images as on each alone', async (context) => {
    skipUnlessUsable(listed, context);
    await withEngine(listed, async (engine) => {
      for (const config of [DOUBLER, SPELLER]) {
        const { weights } = await loadModel(paths[config.network] as string);
        const network = await engine.load(config, weights);
        const random = new Random(1);
        for (const graph of graphsOf(config)) {
          const [[name, example] = ['', []]] = Object.entries(exampleShapes(config, graph));
          const axis = graph === 'step' ? 1 : 0;
          const input = noise(example.with(axis, 3), random);
          const [[output, together] = ['', input]] = Object.entries(await network.run({ [name]: input }, graph));
          const alone = (await network.run({ [name]: row(input, axis, 2) }, graph))[output] as TensorData;
          const same = row(together, output === 'y' ? 0 : 1, 2);
          expect(alone.shape).toEqual(same.shape);
          same.data.forEach((value, i) => expect(alone.data[i]).toBeCloseTo(value, 4));
        }
        await expect(network.run({}, graphsOf(config)[0])).rejects.toThrow();
        await network.dispose();
      }
    });
  });
});

test('each graph is an ONNX file of its own', async () => {
  const { weights } = await loadModel(paths.speller as string);
  const texts = graphsOf(SPELLER).map((graph) =>
    Buffer.from(exportOnnx(SPELLER, weights, {}, graph)).toString('latin1'),
  );
  expect(texts[0]).toContain('sequence');
  expect(texts[1]).toContain('logits');
});

test('they are evaluated and read with', async () => {
  const session = await openSession(await optionsOf(['speller']));
  try {
    expect(session.opened).toMatchObject({
      superResolution: { name: 'doubler', scale: 2 },
      readers: [{ id: 'speller', alphabet: ALPHABET }],
    });
    const pair = { lr: await picture('lr'), hr: await picture('hr') };
    const [compared] = await compareBatch(session, [pair]);
    expect(compared).toMatchObject({
      ok: true,
      value: { restored: { psnr: expect.any(Number) as number }, readings: [{ reader: 'speller' }] },
    });
    const [read] = await readBatch(session, [{ input: pair.hr, restored: true }]);
    expect(read).toMatchObject({ ok: true, value: { readings: [{ reader: 'speller' }] } });
  } finally {
    await session.close();
  }
});

describe.each(['doubler', 'speller'])('the %s', (id) => {
  test('learns, and is measured while it does', async () => {
    const training = await Training.begin({
      ...{ engine: 'wasm', weights: paths[id] as string, clipNorm: 5, betas: [0.9, 0.999], frozen: [] },
      loss: id === 'speller' ? 'ctc' : 'squared',
      ...(id === 'speller' && { restorer: paths.doubler }),
    });
    try {
      expect(training.opened).toMatchObject({ network: id, base: { name: id } });
      const [lr, hr] = [await picture('lr'), await picture('hr')];
      const batch: TrainingBatch = {
        ...{ width: networkOf(id).training?.size.width ?? 0, learningRate: 0.01 },
        samples:
          id === 'doubler'
            ? [{ lr, hr }]
            : [
                { input: hr, transcription: 'bakery' },
                { input: lr, restored: true, transcription: 'bakery' },
              ],
      };
      const losses: number[] = [];
      for (let i = 0; i < 8; i++) losses.push((await training.step(batch)).loss);
      expect(losses.at(-1)).toBeLessThan(losses[0] as number);
      const session = await training.session(await optionsOf([]));
      const [outcome] =
        id === 'doubler' ? await compareBatch(session, [{ lr, hr }]) : await readBatch(session, [{ input: hr }]);
      expect(outcome).toMatchObject({ ok: true });
      if (id === 'doubler') await session.close();
    } finally {
      await training.end();
    }
  });
});

const noise = (shape: readonly number[], random: Random): TensorData => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.next()),
});

/** One entry along an axis. */
function row({ shape, data }: TensorData, axis: number, index: number): TensorData {
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const length = shape[axis] as number;
  return {
    shape: shape.with(axis, 1),
    data: data.filter((_, i) => Math.floor(i / inner) % length === index),
  };
}
