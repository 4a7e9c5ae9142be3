import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { readCheckpoint } from '../../../../models/weights/checkpoint.ts';
import { writeSafetensors } from '../../../../models/weights/safetensors.ts';
import { initialWeights } from '../../../../models/training/initial-weights.ts';
import { TSRN_DEFAULTS } from '../../../../models/networks/tsrn/tsrn.ts';
import { palimpsest, workFolder } from './support.ts';

const folder = workFolder();

describe('models', () => {
  test('a checkpoint is imported, listed, used by name, exported, and refused a second time', async () => {
    const env = { PALIMPSEST_DATA: folder('data') };
    const config = { network: 'tsrn', ...TSRN_DEFAULTS, blocks: 1, stn: true } as const;
    const weights = initialWeights(config, 3);
    await writeFile(folder('mine.safetensors'), writeSafetensors(weights, { precision: 'F32' }));

    const imported = await palimpsest(['models', 'import', folder('mine.safetensors')], { env });
    expect(imported.stderr).toBe('');
    expect(imported.stdout).toContain('Use it with --model mine.');

    const renamed = await palimpsest(['models', 'import', folder('mine.safetensors'), '--name', 'other', '--json'], {
      env,
    });
    expect(renamed.records).toEqual([{ type: 'model', facts: expect.objectContaining({ name: 'other' }) as unknown }]);

    const listed = await palimpsest(['models', 'list', '--json'], { env });
    expect(listed.records).toContainEqual(expect.objectContaining({ name: 'mine', shipped: false }));
    expect(listed.records).toContainEqual(expect.objectContaining({ name: 'crnn-latin', shipped: true }));

    const onnx = folder('mine.onnx');
    const tensors = folder('again.safetensors');
    const exported = await palimpsest(
      ['models', 'export', 'mine', '--onnx', onnx, '--safetensors', tensors, '--json'],
      { env },
    );
    expect(exported.code).toBe(0);
    expect(exported.records).toEqual([
      { type: 'export', model: 'mine', file: onnx, format: 'onnx', bytes: (await stat(onnx)).size },
      { type: 'export', model: 'mine', file: tensors, format: 'safetensors', bytes: (await stat(tensors)).size },
    ]);
    const session = await ort.InferenceSession.create(await readFile(onnx), { logSeverityLevel: 3 });
    expect(session.inputNames).toHaveLength(1);
    await session.release();
    // The alignment network too, which only training needs.
    expect([...(await readCheckpoint(tensors)).keys()].sort()).toEqual([...weights.keys()].sort());

    const twice = await palimpsest(['models', 'import', folder('mine.safetensors')], { env });
    expect([twice.code, twice.stderr]).toEqual([0, '']);
    await writeFile(folder('mine.safetensors'), writeSafetensors(initialWeights(config, 4), { precision: 'F32' }));
    const other = await palimpsest(['models', 'import', folder('mine.safetensors')], { env });
    expect(other.stderr).toMatch(/^error: .*mine.*another name.*\[bad-argument\]\n$/);
    expect(other.code).toBe(2);
    expect((await readdir(folder('data', 'models'))).sort()).toEqual([
      ...['mine.json', 'mine.safetensors', 'other.json', 'other.safetensors'],
    ]);
  });

  test('a checkpoint of another network is refused by its name', async () => {
    const weights = new Map([['encoder.weight', { shape: [2], data: new Float32Array(2) }]]);
    await writeFile(folder('unet.safetensors'), writeSafetensors(weights, { precision: 'F32' }));
    const run = await palimpsest(['models', 'import', folder('unet.safetensors'), '--json'], {
      env: { PALIMPSEST_DATA: folder('data') },
    });
    expect(run.stderr).toMatch(/^error: .*unet\.safetensors .*encoder\.weight.*TSRN or CRNN.*\[unknown-network\]\n$/);
    expect(run.records).toEqual([expect.objectContaining({ type: 'problem', code: 'unknown-network' })]);
    expect(run.code).toBe(3);
  });

  test('export without a target, and a model that is not there', async () => {
    const nothing = await palimpsest(['models', 'export', 'crnn-latin']);
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringMatching(/Add --onnx FILE or --safetensors FILE/)]);
    const missing = await palimpsest(['models', 'export', 'nonesuch', '--onnx', folder('x.onnx')]);
    expect([missing.code, missing.stderr]).toEqual([3, expect.stringMatching(/nonesuch.*crnn-latin/)]);
  });
});
