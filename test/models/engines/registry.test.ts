import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineId, EngineModule } from '../../../models/engines/engine.ts';
import { ENGINE_IDS, ENGINE_MODULES, probeAll, startEngine } from '../../../models/engines/registry.ts';
import { Problem } from '../../../models/base/problem.ts';

type Condition = 'usable' | 'slow' | 'unusable' | 'fails';

/** An engine in this condition, which only says that it was started. */
function engine(id: EngineId, condition: Condition): EngineModule {
  const canTrain = id !== 'onnx';
  const problem = new Problem('engine-unusable', `${id} is missing.`, 'Cure.');
  return {
    id,
    canTrain,
    probe: () =>
      Promise.resolve(
        condition === 'unusable'
          ? { id, canTrain, usable: false, problem: problem.toData() }
          : { id, canTrain, usable: true, device: `${id} device`, ...(condition === 'slow' && { slow: true }) },
      ),
    start: () =>
      condition === 'unusable' || condition === 'fails'
        ? Promise.reject(problem)
        : Promise.resolve({
            id,
            device: `${id} device`,
            load: () => Promise.reject(problem),
            stop: () => Promise.resolve(),
          }),
  };
}

const originals = { ...ENGINE_MODULES };
afterEach(() => Object.assign(ENGINE_MODULES, originals));

function given(conditions: Record<EngineId, Condition>) {
  for (const id of ENGINE_IDS) ENGINE_MODULES[id] = vi.fn(() => Promise.resolve(engine(id, conditions[id])));
}

describe('choosing an engine', () => {
  beforeEach(() => given({ onnx: 'usable', tensorflow: 'usable', webgpu: 'usable', wasm: 'usable' }));

  test.each([
    ['inference', {}, 'onnx'],
    ['training', {}, 'tensorflow'],
    ['inference', { onnx: 'unusable' }, 'tensorflow'],
    ['inference', { onnx: 'unusable', tensorflow: 'unusable' }, 'webgpu'],
    ['inference', { onnx: 'unusable', tensorflow: 'unusable', webgpu: 'slow' }, 'wasm'],
    ['training', { tensorflow: 'unusable' }, 'webgpu'],
    ['training', { tensorflow: 'unusable', webgpu: 'slow' }, 'wasm'],
    ['training', { tensorflow: 'fails' }, 'webgpu'],
  ] as const)('auto for %s with %j takes %s', async (purpose, conditions, chosen) => {
    given({ onnx: 'usable', tensorflow: 'usable', webgpu: 'usable', wasm: 'usable', ...conditions });
    expect((await startEngine('auto', purpose)).id).toBe(chosen);
  });

  test('auto loads no engine after the one that it takes', async () => {
    await startEngine('auto', 'inference');
    expect(ENGINE_MODULES.tensorflow).not.toHaveBeenCalled();
  });

  test('auto names every reason when nothing is usable', async () => {
    given({ onnx: 'unusable', tensorflow: 'fails', webgpu: 'slow', wasm: 'unusable' });
    const failed = startEngine('auto', 'inference');
    await expect(failed).rejects.toMatchObject({ code: 'engine-unusable' });
    for (const part of ['onnx is missing', 'tensorflow is missing', 'webgpu device', 'wasm is missing']) {
      await expect(failed).rejects.toThrow(part);
    }
  });

  test('a named engine is taken even when it is slow, and says exactly why when it is not usable', async () => {
    given({ onnx: 'usable', tensorflow: 'unusable', webgpu: 'slow', wasm: 'usable' });
    expect((await startEngine('webgpu', 'inference')).id).toBe('webgpu');
    await expect(startEngine('tensorflow', 'training')).rejects.toMatchObject({ message: 'tensorflow is missing.' });
  });

  test('an engine that cannot train is refused for training, and an unknown one always', async () => {
    await expect(startEngine('onnx', 'training')).rejects.toMatchObject({ code: 'engine-unusable' });
    await expect(startEngine('abacus' as EngineId, 'inference')).rejects.toMatchObject({ code: 'bad-argument' });
  });
});

test('every engine reports on this computer: a device, or a reason and a cure', async () => {
  const reports = await probeAll();
  expect(reports.map(({ id }) => id)).toEqual(ENGINE_IDS);
  for (const report of reports) {
    if (report.usable) expect(report.device).not.toBe('');
    else expect([report.problem.sentence, report.problem.cure]).not.toContain('');
  }
  expect(reports.find(({ id }) => id === 'wasm')).toMatchObject({ usable: true });
});
