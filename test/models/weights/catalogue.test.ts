import { LATIN_36 } from '../../../models/recognition/alphabet.ts';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CRNN_DEFAULTS } from '../../../models/networks/crnn/crnn.ts';
import { networkSpec, type NetworkConfig } from '../../../models/networks/registry.ts';
import { sizeOf, type StateDict } from '../../../models/base/tensor.ts';
import { TSRN_DEFAULTS } from '../../../models/networks/tsrn/tsrn.ts';
import { parseCard, type ModelCard } from '../../../models/weights/card.ts';
import { defaultModel, findModel, listModels, loadModel } from '../../../models/weights/catalogue.ts';
import { exportSafetensors } from '../../../models/weights/export.ts';
import { shippedModelFolder } from '../../../models/weights/folders.ts';
import { importModel } from '../../../models/weights/import.ts';
import { readSafetensors, writeSafetensors } from '../../../models/weights/safetensors.ts';
import { expectProblem } from './expect-problem.ts';

const TSRN: NetworkConfig = { network: 'tsrn', ...TSRN_DEFAULTS, blocks: 1, hidden: 2 };
const ALIGNED: NetworkConfig = { ...TSRN, stn: true };
const crnnOf = (alphabet: readonly string[]): NetworkConfig => ({
  network: 'crnn',
  ...CRNN_DEFAULTS,
  alphabet,
  hidden: 1,
});

/** Weights of a network whose first values tell their places; `seed` tells two sets apart. */
function weightsOf(config: NetworkConfig, seed = 0): StateDict {
  return new Map(
    networkSpec(config, 'training').parameters.map(({ name, shape, role }) => {
      const data = new Float32Array(sizeOf(shape));
      if (role !== 'counter') for (let i = 0; i < Math.min(100, data.length); i++) data[i] = ((i + seed) % 8) / 8;
      return [name, { shape, data }];
    }),
  );
}

let root = '';
let models = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'palimpsest-catalogue-'));
  models = join(root, 'models');
});
afterEach(() => rm(root, { recursive: true }));

async function checkpoint(name: string, config: NetworkConfig, seed = 0): Promise<string> {
  const path = join(root, name);
  await writeFile(path, writeSafetensors(weightsOf(config, seed), { precision: 'F32' }));
  return path;
}

const problemsOf = async (folders: string[]) =>
  (await listModels(folders)).map(({ name, problem }) => [name, problem?.code]);

describe('importing', () => {
  it('writes weights and a card, and leaves the checkpoint as it was', async () => {
    const file = await checkpoint('my net.safetensors', ALIGNED);
    const before = await readFile(file);
    const card = await importModel(file, {
      folder: models,
      provenance: { licence: 'CC0-1.0' },
      metrics: { 'PSNR dB': 21.4 },
    });
    expect(await readFile(file)).toEqual(before);
    expect((await readdir(models)).sort()).toEqual(['my net.json', 'my net.safetensors']);
    expect(card).toMatchObject({
      name: 'my net',
      network: ALIGNED,
      precision: 'F32',
      input: { height: 16, mask: 'luminance-mean' },
      provenance: { licence: 'CC0-1.0' },
      metrics: { 'PSNR dB': 21.4 },
    });
    expect(card.provenance.source).toMatch(/^my net\.safetensors, SHA-256 [0-9a-f]{64}$/);

    const loaded = await loadModel(join(models, 'my net.safetensors'), 'training');
    expect(loaded.card).toEqual(card);
    const expected = weightsOf(ALIGNED);
    expect(loaded.weights.size).toBe(expected.size);
    for (const [name, tensor] of expected) expect(loaded.weights.get(name), name).toEqual(tensor);
    expect((await loadModel(join(models, 'my net.safetensors'))).weights.has('stn_head.stn_fc2.weight')).toBe(false);
  });

  it('refuses to replace another model, but completes an import of the same', async () => {
    const file = await checkpoint('a.safetensors', TSRN);
    const other = await checkpoint('b.safetensors', TSRN, 1);
    await importModel(file, { folder: models });
    await rm(join(models, 'a.json'));
    await expectProblem('bad-argument', () => importModel(other, { folder: models, name: 'a' }));
    await importModel(file, { folder: models });
    expect(await problemsOf([models])).toEqual([['a', undefined]]);
    await expectProblem('bad-argument', () => importModel(other, { folder: models, name: 'a' }));
    const kept = await loadModel(join(models, 'a.safetensors'));
    expect(kept.weights.get('block1.0.bias')?.data[1]).toBe(0.125);
    await importModel(other, { folder: models, name: 'a', replace: true });
    expect((await loadModel(join(models, 'a.safetensors'))).weights.get('block1.0.bias')?.data[1]).toBe(0.25);
  });

  it('asks for the alphabet of other than 37 classes, and holds it against them', async () => {
    const file = await checkpoint('greek.safetensors', crnnOf([...'αβγ']));
    const asked = await expectProblem('bad-argument', () => importModel(file, { folder: models }));
    expect(asked.message).toContain('4 classes');
    const refused = await expectProblem('bad-argument', () =>
      importModel(file, { folder: models, alphabet: [...'αβ'] }),
    );
    expect(refused.message).toContain('2 characters');
    const twice = await expectProblem('bad-argument', () =>
      importModel(file, { folder: models, alphabet: [...'αβα'] }),
    );
    expect(twice.message).toContain('“α” twice');
    expect(await problemsOf([models])).toEqual([]);
    const card = await importModel(file, { folder: models, alphabet: [...'αβγ'] });
    expect(card).toMatchObject({
      network: { alphabet: ['α', 'β', 'γ'] },
      input: { height: 32, width: 100, mean: 0.5, std: 0.5 },
    });
  });

  it('takes 37 classes for the published alphabet', async () => {
    const card = await importModel(await checkpoint('latin.safetensors', crnnOf(LATIN_36)), { folder: models });
    expect(card.network).toMatchObject({ alphabet: LATIN_36 });
  });

  it('refuses a scale that the weights contradict, and options of the other network', async () => {
    const tsrn = await checkpoint('a.safetensors', TSRN);
    await expectProblem('bad-argument', () => importModel(tsrn, { folder: models, scale: 4 }));
    await expectProblem('bad-argument', () => importModel(tsrn, { folder: models, alphabet: ['a'] }));
    expect((await importModel(tsrn, { folder: models, scale: 2 })).network).toMatchObject({ scale: 2 });
  });

  it('takes over what a card beside the checkpoint says', async () => {
    const file = await checkpoint('greek.safetensors', crnnOf([...'αβγ']));
    await importModel(file, { folder: models, alphabet: [...'αβγ'], title: 'Greek', metrics: { CER: 0.1 } });
    const elsewhere = join(root, 'elsewhere');
    const card = await importModel(join(models, 'greek.safetensors'), { folder: elsewhere, name: 'ελληνικά' });
    expect(card).toMatchObject({
      name: 'ελληνικά',
      title: 'Greek',
      metrics: { CER: 0.1 },
      network: { alphabet: ['α', 'β', 'γ'] },
    });
  });

  it.each(['../evil', 'a/b', '.hidden', '', 'con', 'NUL.txt', 'a\nb', 'x'.repeat(81), 'dot.'])(
    'refuses the name %j',
    async (name) => {
      const file = await checkpoint('a.safetensors', TSRN);
      await expectProblem('bad-argument', () => importModel(file, { folder: models, name }));
    },
  );

  it('makes a usable name of any file name', async () => {
    const file = await checkpoint('#1: best? *über* “net”.tar.safetensors', TSRN);
    const { name } = await importModel(file, { folder: models });
    expect(name).toBe('1- best- -über- -net-.tar');
    expect((await loadModel(join(models, `${name}.safetensors`))).card.name).toBe(name);
  });
});

describe('the catalogue', () => {
  it('lists broken models with their problems, beside sound ones', async () => {
    const file = await checkpoint('a.safetensors', TSRN);
    for (const name of ['sound', 'no-card', 'no-weights', 'changed', 'bad-card', 'newer', 'empty']) {
      await importModel(file, { folder: models, name });
    }
    await rm(join(models, 'no-card.json'));
    await rm(join(models, 'no-weights.safetensors'));
    const bytes = await readFile(join(models, 'changed.safetensors'));
    bytes[bytes.length - 1] = 1;
    await writeFile(join(models, 'changed.safetensors'), bytes);
    await writeFile(join(models, 'bad-card.json'), '{"format": 1}');
    await writeFile(join(models, 'newer.json'), '{"format": 2}');
    await writeFile(join(models, 'empty.safetensors'), '');
    await writeFile(join(models, 'notes.json'), '["not ours"]');
    await writeFile(join(models, 'notes.txt'), 'not ours');
    expect(await problemsOf([join(root, 'none'), models])).toEqual([
      ['bad-card', 'file-damaged'],
      ['changed', 'checksum-mismatch'],
      ['empty', 'empty-file'],
      ['newer', 'file-damaged'],
      ['no-card', 'not-found'],
      ['no-weights', 'weights-missing'],
      ['sound', undefined],
    ]);
    await expectProblem('checksum-mismatch', () => loadModel(join(models, 'changed.safetensors')));
    await expectProblem('file-damaged', () => loadModel(join(models, 'bad-card.safetensors')));
  });

  it('finds a model by name, by its files and by the path of any checkpoint', async () => {
    const file = await checkpoint('raw.safetensors', TSRN);
    await importModel(file, { folder: models, name: 'mine' });
    const path = join(models, 'mine.safetensors');
    expect(await findModel('mine', [models])).toBe(path);
    expect(await findModel(path, [])).toBe(path);
    expect(await findModel(join(models, 'mine.json'), [])).toBe(path);
    expect(await findModel(file, [models])).toBe(file);
    const { data } = await expectProblem('weights-missing', () => findModel('yours', [models]));
    expect(data.known).toContain('mine');
  });

  it('lets an earlier folder shadow a later one, and goes by file name after a rename', async () => {
    const second = join(root, 'second');
    await importModel(await checkpoint('a.safetensors', TSRN), { folder: models, name: 'same' });
    await importModel(await checkpoint('b.safetensors', TSRN, 1), { folder: second, name: 'same' });
    expect(await findModel('same', [second, models])).toBe(join(second, 'same.safetensors'));
    for (const ending of ['json', 'safetensors'])
      await rename(join(second, `same.${ending}`), join(second, `other.${ending}`));
    expect((await listModels([second]))[0]?.card?.name).toBe('other');
    expect((await loadModel(await findModel('other', [second]))).card.name).toBe('other');
  });

  it('loads a checkpoint without a card under an inferred one', async () => {
    const file = await checkpoint('raw.safetensors', TSRN);
    const { card, weights } = await loadModel(file);
    expect(card).toMatchObject({ name: 'raw', network: TSRN });
    expect(weights.size).toBe(networkSpec(TSRN).parameters.length);
    await expectProblem('bad-argument', async () =>
      loadModel(await checkpoint('greek.safetensors', crnnOf([...'αβγ']))),
    );
  });

  it('chooses the newest of a network, shipped ones first', async () => {
    await importModel(await checkpoint('a.safetensors', TSRN), {
      folder: models,
      name: 'old',
      provenance: { created: '2020-01-01T00:00:00Z' },
    });
    await importModel(await checkpoint('b.safetensors', TSRN, 1), {
      folder: models,
      name: 'new',
      provenance: { created: '2030-01-01T00:00:00Z' },
    });
    expect(await defaultModel('tsrn', [models])).toBe(join(models, 'new.safetensors'));
    await expectProblem('weights-missing', () => defaultModel('crnn', [models]));
    const latin = await checkpoint('latin.safetensors', crnnOf(LATIN_36));
    await importModel(latin, { folder: models, provenance: { created: '2099-01-01T00:00:00Z' } });
    expect(await defaultModel('crnn', [models, shippedModelFolder()])).toContain(shippedModelFolder());
  });
});

describe('exporting', () => {
  it('writes weights that other programs can load and say what they are', async () => {
    await importModel(await checkpoint('a.safetensors', TSRN), { folder: models });
    const model = await loadModel(join(models, 'a.safetensors'), 'training');
    const path = join(root, 'out.safetensors');
    await exportSafetensors(model, path, 'F16');
    const { tensors, metadata } = readSafetensors(await readFile(path), path);
    expect(metadata).toMatchObject({ format: 'pt', network: JSON.stringify(model.card.network) });
    for (const [name, tensor] of model.weights) expect(tensors.get(name), name).toEqual(tensor);
    await expectProblem('not-found', () => exportSafetensors(model, join(root, 'nowhere', 'out.safetensors'), 'F32'));
  });
});

describe('the card', () => {
  const sound = async (): Promise<ModelCard> =>
    importModel(await checkpoint('latin.safetensors', crnnOf(LATIN_36)), { folder: models });

  it.each<[string, (card: ModelCard) => object]>([
    [
      'an alphabet with a repeated character',
      (card) => ({ ...card, network: { ...card.network, alphabet: ['a', 'a'] } }),
    ],
    ['the input of the other network', (card) => ({ ...card, input: { range: [0, 1], height: 16, mask: null } })],
    ['an unknown network', (card) => ({ ...card, network: { network: 'aster' } })],
    ['a short checksum', (card) => ({ ...card, sha256: 'abc' })],
    ['a name that leaves its folder', (card) => ({ ...card, name: '../x' })],
  ])('refuses %s', async (_, change) => {
    const card = await sound();
    expect(parseCard(card).success).toBe(true);
    expect(parseCard(change(card)).success).toBe(false);
  });
});

describe('shipped models', () => {
  it('are all sound and match their networks', async () => {
    const shipped = await listModels([shippedModelFolder()]);
    expect(shipped.map((model) => model.name)).toContain('crnn-latin');
    for (const { name, problem, card, weightsPath } of shipped) {
      expect(problem, name).toBeUndefined();
      expect(card?.precision, name).toBe('F16');
      const { weights } = await loadModel(weightsPath, 'training');
      for (const [tensor, { data }] of weights) {
        expect(data.every(Number.isFinite), `${name}: ${tensor}`).toBe(true);
        if (tensor.endsWith('.running_var'))
          expect(
            data.every((value) => value > 0),
            `${name}: ${tensor}`,
          ).toBe(true);
      }
    }
  });

  it('are one of each network at least, the reader with the published alphabet', async () => {
    const { card } = await loadModel(await defaultModel('crnn', [shippedModelFolder()]));
    expect(card.network).toMatchObject({ network: 'crnn', alphabet: LATIN_36 });
    expect((await loadModel(await defaultModel('tsrn', [shippedModelFolder()]))).card.network.network).toBe('tsrn');
  });

  it('cannot be loaded when card and weights are not of one another', async () => {
    await mkdir(models);
    await importModel(await checkpoint('a.safetensors', TSRN), { folder: models, name: 'crnn-latin' });
    await copyFile(join(shippedModelFolder(), 'crnn-latin.json'), join(models, 'crnn-latin.json'));
    await expectProblem('checksum-mismatch', () => loadModel(join(models, 'crnn-latin.safetensors')));
  });
});
