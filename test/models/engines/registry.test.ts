import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { engineIdSchema } from '../../../electron/contract/compute.ts';
import type { Engine, EngineModule, EngineProbe } from '../../../models/engines/engine.ts';
import { engineIds, ENGINES, probeAll, startEngine } from '../../../models/engines/registry.ts';
import { Problem } from '../../../models/base/problem.ts';

type Condition = 'usable' | 'slow' | 'unusable' | 'fails';

const originals = [...ENGINES];
afterEach(() => void ENGINES.splice(0, Infinity, ...originals));

/** `original` in this condition; it only says that it was started. */
function engine({ id, title, turn }: EngineModule, condition: Condition): EngineModule {
  const problem = new Problem('said', { sentence: `${id} is missing.`, cure: 'Cure.' }, { code: 'engine-unusable' });
  const probe: EngineProbe =
    condition === 'unusable'
      ? { usable: false, problem: problem.toData() }
      : { usable: true, device: `${id} device`, ...(condition === 'slow' && { slow: true }) };
  const started: Engine = {
    id,
    device: `${id} device`,
    load: () => Promise.reject(problem),
    stop: () => Promise.resolve(),
  };
  const starts = condition === 'usable' || condition === 'slow';
  return {
    ...{ id, title, turn },
    probe: vi.fn(() => Promise.resolve(probe)),
    start: () => (starts ? Promise.resolve(started) : Promise.reject(problem)),
  };
}

function given(conditions: Record<string, Condition>) {
  ENGINES.splice(0, Infinity, ...originals.map((known) => engine(known, conditions[known.id] ?? 'usable')));
}

describe('choosing an engine', () => {
  beforeEach(() => given({}));

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
    given(conditions);
    expect((await startEngine('auto', purpose)).id).toBe(chosen);
  });

  test('auto tries no engine after the one that it takes', async () => {
    await startEngine('auto', 'inference');
    const tried = ENGINES.filter(({ probe }) => vi.mocked(probe).mock.calls.length > 0);
    expect(tried.map(({ id }) => id)).toEqual(['onnx']);
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
    given({ tensorflow: 'unusable', webgpu: 'slow' });
    expect((await startEngine('webgpu', 'inference')).id).toBe('webgpu');
    await expect(startEngine('tensorflow', 'training')).rejects.toMatchObject({ message: 'tensorflow is missing.' });
  });

  test('an engine that cannot train is refused for training, and an unknown one always', async () => {
    await expect(startEngine('onnx', 'training')).rejects.toMatchObject({ code: 'engine-unusable' });
    await expect(startEngine('abacus', 'inference')).rejects.toMatchObject({
      code: 'bad-argument',
      data: { engine: 'abacus', known: 'onnx, tensorflow, webgpu, wasm' },
    });
  });
});

test('engines have names and turns of their own', () => {
  expect(new Set(engineIds()).size).toBe(ENGINES.length);
  expect(engineIds()).not.toContain('auto');
  for (const id of engineIds()) expect(engineIdSchema.parse(id)).toBe(id);
  for (const purpose of ['inference', 'training'] as const) {
    const turns = ENGINES.flatMap(({ turn }) => turn[purpose] ?? []);
    expect(new Set(turns).size).toBe(turns.length);
  }
});

test('every engine reports on this computer: a device, or a reason and a cure', async () => {
  const reports = await probeAll();
  expect(reports.map(({ id }) => id)).toEqual(engineIds());
  for (const report of reports) {
    if (report.usable) expect(report.device).not.toBe('');
    else expect(report.problem.sentence).not.toBe('');
  }
  expect(reports.find(({ id }) => id === 'wasm')).toMatchObject({ usable: true });
});

test('a list of engines loads nothing that computes', () => {
  const url = new URL('../../../models/engines/registry.ts', import.meta.url).href;
  const program = `
    const { listEngines } = await import(${JSON.stringify(url)});
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(${JSON.stringify(url)}).cache);
    console.log(JSON.stringify({ listed: listEngines().length, loaded }));`;
  const { stdout } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual({ listed: ENGINES.length, loaded: [] });
});
