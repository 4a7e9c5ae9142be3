import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listSupportedBackends } from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCheck, type CheckResult } from '../../../../models/engines/child-check.ts';
import type { OnnxCheckOutput } from '../../../../models/engines/onnx/onnx-check.ts';
import { providerCacheFile } from '../../../../models/engines/onnx/providers.ts';
import { chooseProvider, describeProviders, type ProviderCheck } from '../../../../models/engines/onnx/providers.ts';
import { expectProblem } from '../../weights/expect-problem.ts';

/** A provider beside the processor that this onnxruntime knows; all of its builds for desktops know one. */
const OTHER = listSupportedBackends()
  .map(({ name }) => name)
  .find((name) => name !== 'cpu' && name !== 'tensorrt') as string;

const OUTPUT = [0.5, -0.25, 0.125];
const computes = (imagesPerSecond: number, output = OUTPUT): CheckResult<OnnxCheckOutput> => ({
  ok: true,
  value: { imagesPerSecond, output },
  stderr: '',
});
const fails = (error: string): CheckResult<OnnxCheckOutput> => ({ ok: true, value: { error }, stderr: '' });

/** Every provider that is not named is missing. */
const checkOf = (results: Record<string, CheckResult<OnnxCheckOutput>>) =>
  vi.fn<ProviderCheck>((provider) => Promise.resolve(results[provider] ?? fails('missing')));

const reportOf = async (check: ProviderCheck, provider: string) =>
  (await describeProviders(check)).find((report) => report.provider === provider);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-providers-'));
  vi.stubEnv('PALIMPSEST_CACHE', join(folder, 'cache'));
  vi.stubEnv('PALIMPSEST_ONNX_PROVIDER', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('choosing a provider', () => {
  test('the fastest usable one', async () => {
    expect(await chooseProvider(checkOf({ cpu: computes(10), [OTHER]: computes(500) }))).toBe(OTHER);
  });

  test('the processor where a graphics adapter is slower, as software adapters are', async () => {
    const check = checkOf({ cpu: computes(10), [OTHER]: computes(0.1) });
    expect(await chooseProvider(check)).toBe('cpu');
    expect(await reportOf(check, OTHER)).toEqual({
      provider: OTHER,
      usable: true,
      imagesPerSecond: 0.1,
      chosen: false,
    });
  });

  test.each([
    ['whose output differs', computes(500, [0.5, -0.25, 0.13]), 'differs'],
    ['whose output is not a number', computes(500, [0.5, NaN, 0.125]), 'differs'],
    ['whose output has another size', computes(500, [0.5]), 'differs'],
    ['that reports an error', fails('no adapter'), 'no adapter'],
    ['that crashes', { ok: false, reason: 'the check ended with SIGSEGV' }, 'SIGSEGV'],
    ['that hangs', { ok: false, reason: 'the check ended with SIGKILL' }, 'took too long'],
  ] as [string, CheckResult<OnnxCheckOutput>, string][])(
    'not one %s, and the reason is told',
    async (_, result, reason) => {
      const check = checkOf({ cpu: computes(10), [OTHER]: result });
      expect(await chooseProvider(check)).toBe('cpu');
      expect(await reportOf(check, OTHER)).toMatchObject({
        usable: false,
        reason: expect.stringContaining(reason) as string,
      });
    },
  );

  test('one whose output differs by less than a thousandth is the same', async () => {
    const check = checkOf({ cpu: computes(10), [OTHER]: computes(500, [0.5002, -0.25, 0.125]) });
    expect(await chooseProvider(check)).toBe(OTHER);
  });

  test('never TensorRT, which prepares for each width anew', async () => {
    const check = checkOf({ cpu: computes(10), tensorrt: computes(9000) });
    expect(await chooseProvider(check)).toBe('cpu');
    expect(check).not.toHaveBeenCalledWith('tensorrt');
  });

  test('none where nothing computes, with every reason', async () => {
    const check = checkOf({ cpu: fails('illegal instruction'), [OTHER]: computes(500) });
    const problem = await expectProblem('engine-unusable', () => chooseProvider(check));
    expect(problem.message).toContain('cpu: illegal instruction');
    expect(problem.message).toContain(`${OTHER}: the processor gave no result`);
    expect((await describeProviders(check)).some(({ chosen }) => chosen)).toBe(false);
  });
});

describe('the provider that the environment names', () => {
  test('is taken though another is faster', async () => {
    vi.stubEnv('PALIMPSEST_ONNX_PROVIDER', OTHER);
    expect(await chooseProvider(checkOf({ cpu: computes(10), [OTHER]: computes(1) }))).toBe(OTHER);
  });

  test('is the processor without any measurement', async () => {
    vi.stubEnv('PALIMPSEST_ONNX_PROVIDER', 'cpu');
    const check = checkOf({});
    expect(await chooseProvider(check)).toBe('cpu');
    expect(check).not.toHaveBeenCalled();
  });

  test.each([
    [OTHER, 'no adapter'],
    ['abacus', 'does not offer'],
  ])('%s fails with the reason: %s', async (name, reason) => {
    vi.stubEnv('PALIMPSEST_ONNX_PROVIDER', name);
    const check = checkOf({ cpu: computes(10), [OTHER]: fails('no adapter') });
    const problem = await expectProblem('engine-unusable', () => chooseProvider(check));
    expect(problem.message).toContain(reason);
    expect(problem.data.usable).toContain('cpu');
  });
});

describe('measurements are kept', () => {
  const check = checkOf({ cpu: computes(10), [OTHER]: computes(500) });
  beforeEach(() => check.mockClear());

  test('and not taken again', async () => {
    const first = await describeProviders(check);
    check.mockClear();
    expect(await describeProviders(check)).toEqual(first);
    expect(check).not.toHaveBeenCalled();
  });

  test('unless they are asked for afresh, as doctor does after something was installed', async () => {
    await describeProviders(checkOf({ cpu: computes(10), [OTHER]: fails('no adapter') }));
    expect(await reportOf(check, OTHER)).toMatchObject({ usable: false });
    await describeProviders(check, { afresh: true });
    expect(await reportOf(checkOf({}), OTHER)).toMatchObject({ usable: true });
  });

  test('not of a run in which the processor itself failed', async () => {
    await describeProviders(checkOf({ cpu: { ok: false, reason: 'the check ended with SIGKILL' } }));
    expect(await chooseProvider(check)).toBe(OTHER);
  });

  test('until the hardware or its driver changes', async () => {
    await describeProviders(check);
    check.mockClear();
    vi.stubEnv('VK_DRIVER_FILES', '/another/driver.json');
    await describeProviders(check);
    expect(check).toHaveBeenCalledWith('cpu');
  });

  test.each([
    ['empty', () => ''],
    ['not JSON', () => '{"key": '],
    ['of another form', (whole: string) => whole.replaceAll('usable', 'useful')],
    ['cut off', (whole: string) => whole.slice(0, whole.length / 2)],
  ])('and made anew where the file is %s', async (_, damage) => {
    const first = await describeProviders(check);
    const whole = await readFile(providerCacheFile(), 'utf8');
    await writeFile(providerCacheFile(), damage(whole));
    check.mockClear();
    expect(await describeProviders(check)).toEqual(first);
    expect(check).toHaveBeenCalled();
    expect(await readFile(providerCacheFile(), 'utf8')).toBe(whole);
  });

  test('and a cache folder that cannot be written is no reason to stop', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(dirname(providerCacheFile()), 'a file where the folder should be');
    expect(await chooseProvider(check)).toBe(OTHER);
  });
});

describe('the check program', () => {
  const script = new URL('../../../../models/engines/onnx/onnx-check.ts', import.meta.url);

  test('measures the processor', async () => {
    const result = await runCheck<OnnxCheckOutput>(script, ['cpu']);
    if (!result.ok || 'error' in result.value) throw new Error(JSON.stringify(result));
    expect(result.value.imagesPerSecond).toBeGreaterThan(0);
    expect(result.value.output).toHaveLength(4 * 32 * 128);
    // A dead network would agree with any other dead one.
    expect(new Set(result.value.output).size).toBeGreaterThan(1000);
  });

  test('reports why a provider does not work', async () => {
    const result = await runCheck<OnnxCheckOutput>(script, ['abacus']);
    expect(result).toMatchObject({ ok: true, value: { error: expect.stringContaining('abacus') as string } });
  });
});
