import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listSupportedBackends, env as onnxruntime } from 'onnxruntime-node';
import { z } from 'zod';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { cacheFolder } from '../../base/data-folder.ts';
import { Problem } from '../../base/problem.ts';
import type { OnnxCheckOutput } from './onnx-check.ts';
import { runCheck, type CheckResult } from '../child-check.ts';
import { describeHardware } from './hardware.ts';

const MEASUREMENT = z.discriminatedUnion('usable', [
  z.object({ provider: z.string(), usable: z.literal(true), imagesPerSecond: z.number().positive() }),
  z.object({ provider: z.string(), usable: z.literal(false), reason: z.string() }),
]);
const FILE = z.object({ key: z.string(), measurements: z.array(MEASUREMENT).min(1) });

/** One execution provider of onnxruntime: its speed on the benchmark, or why it is not usable. */
type ProviderMeasurement = z.infer<typeof MEASUREMENT>;

/** An execution provider as `palimpsest doctor` shows it. */
export type ProviderReport = ProviderMeasurement & { chosen: boolean };

/** The provider that every other must agree with. */
const REFERENCE = 'cpu';
/** Largest difference from the processor's output, relative to its size. */
const TOLERANCE = 1e-3;
/** The check kills itself, or is killed, when it takes too long. */
const TOO_SLOW = 'it was stopped because it took too long, as software graphics adapters do';
const NOT_INSTALLED =
  'its library is not installed (for an NVIDIA card with CUDA, fetch it with ' +
  '`node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install`)';
const OVERRIDE = 'PALIMPSEST_ONNX_PROVIDER';

/** Providers that would win the benchmark and then lose in use. */
const UNFIT: Readonly<Record<string, string>> = {
  tensorrt: 'it builds a new engine, for minutes, for every width of image',
};

/** How a provider is tried; tests put their own in its place. */
export type ProviderCheck = (provider: string) => Promise<CheckResult<OnnxCheckOutput>>;

const checkInChild: ProviderCheck = (provider) => runCheck(new URL('./onnx-check.ts', import.meta.url), [provider]);

/**
 * Every execution provider of this onnxruntime on this computer, the chosen one marked. Each is tried once, in a process
 * of its own that computes a TSRN benchmark, and counts as usable if its output agrees with the processor's; the results
 * are kept in the cache folder until onnxruntime, its libraries or the hardware change, or `afresh` asks for new ones. Never throws: where the choice fails, none is
 * marked.
 */
export async function describeProviders(
  check: ProviderCheck = checkInChild,
  { afresh = false } = {},
): Promise<ProviderReport[]> {
  const measurements = await measureProviders(check, afresh);
  const chosen = choose(measurements);
  return measurements.map((measurement) => ({ ...measurement, chosen: measurement.provider === chosen?.provider }));
}

/**
 * The provider to compute with: the one that the environment variable PALIMPSEST_ONNX_PROVIDER names, else the fastest
 * usable one. Throws `engine-unusable` with the reason.
 */
export async function chooseProvider(check: ProviderCheck = checkInChild): Promise<string> {
  // Nothing is measured for the one provider that always works.
  if (process.env[OVERRIDE] === REFERENCE) return REFERENCE;
  const measurements = await measureProviders(check);
  const chosen = choose(measurements);
  if (chosen) return chosen.provider;
  const reasons = measurements.map((it) => (it.usable ? '' : `${it.provider}: ${it.reason}`)).filter(Boolean);
  const forced = process.env[OVERRIDE];
  if (!forced) {
    throw new Problem('no-onnx-device', { reasons: reasons.join('; ') });
  }
  const measured = measurements.find(({ provider }) => provider === forced);
  const variable = OVERRIDE;
  const usable = usableNames(measurements);
  throw measured && !measured.usable
    ? new Problem('onnx-provider-unusable', { variable, provider: forced, detail: measured.reason, usable })
    : new Problem('onnx-provider-unknown', { variable, provider: forced, usable });
}

function choose(measurements: readonly ProviderMeasurement[]): ProviderMeasurement | undefined {
  const usable = measurements.filter((measurement) => measurement.usable);
  const forced = process.env[OVERRIDE];
  if (forced) return usable.find(({ provider }) => provider === forced);
  return usable.toSorted((a, b) => b.imagesPerSecond - a.imagesPerSecond)[0];
}

const usableNames = (measurements: readonly ProviderMeasurement[]): string =>
  measurements
    .filter(({ usable }) => usable)
    .map(({ provider }) => provider)
    .join(', ') || REFERENCE;

/** Measured one after another, because together they would slow each other down. */
async function measureProviders(check: ProviderCheck, afresh = false): Promise<ProviderMeasurement[]> {
  const key = `onnxruntime ${onnxruntime.versions.node ?? ''}; ${await describeHardware()}`;
  const known = afresh ? undefined : await readProviderCache(key);
  if (known) return known;
  const reference = await check(REFERENCE);
  const measurements = [judge(REFERENCE, reference, reference)];
  for (const { name } of listSupportedBackends()) {
    if (name === REFERENCE) continue;
    const unfit = UNFIT[name];
    measurements.push(
      unfit ? { provider: name, usable: false, reason: unfit } : judge(name, await check(name), reference),
    );
  }
  // A processor that failed was disturbed; nothing was compared then.
  if (measurements[0]?.usable) await writeProviderCache(key, measurements);
  return measurements;
}

function judge(
  provider: string,
  result: CheckResult<OnnxCheckOutput>,
  reference: CheckResult<OnnxCheckOutput>,
): ProviderMeasurement {
  const unusable = (reason: string): ProviderMeasurement => ({ provider, usable: false, reason });
  if (!result.ok) return unusable(result.reason.includes('SIGKILL') ? TOO_SLOW : result.reason);
  if ('error' in result.value) return unusable(explained(result.value.error));
  if (!reference.ok || 'error' in reference.value) return unusable('the processor gave no result to compare with');
  const difference = relativeDifference(result.value.output, reference.value.output);
  if (!(difference <= TOLERANCE)) {
    return unusable(`its output differs from the processor's by ${(100 * difference).toPrecision(2)} %`);
  }
  return { provider, usable: true, imagesPerSecond: result.value.imagesPerSecond };
}

/** The libraries of CUDA are not in the npm package. */
function explained(error: string): string {
  const message = error.replace(/[.\s]+$/, '');
  if (!/Failed to load shared library/i.test(message)) return message;
  return NOT_INSTALLED;
}

/** ‖a − b‖ / ‖b‖; infinite where the lengths differ, not a number where a value is not. */
function relativeDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return norm(a.map((value, i) => value - (b[i] as number))) / norm(b);
}

/** Where the measurements lie; the file may be deleted at any time. */
export const providerCacheFile = (): string => join(cacheFolder(), 'onnx-providers.json');

/** What was measured under this key; undefined where nothing was, or where the file is damaged. */
async function readProviderCache(key: string): Promise<ProviderMeasurement[] | undefined> {
  try {
    const file = FILE.parse(JSON.parse(await readFile(providerCacheFile(), 'utf8')));
    return file.key === key ? file.measurements : undefined;
  } catch {
    // Missing, unreadable or damaged alike: measuring again makes it new.
    return undefined;
  }
}

/** A cache that cannot be written costs a measurement at the next start, and is no reason to stop. */
async function writeProviderCache(key: string, measurements: readonly ProviderMeasurement[]): Promise<void> {
  const path = providerCacheFile();
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomically(path, `${JSON.stringify({ key, measurements }, undefined, 2)}\n`);
  } catch (thrown) {
    const isFileTrouble = thrown instanceof Problem || (thrown as NodeJS.ErrnoException).code !== undefined;
    if (!isFileTrouble) throw thrown;
  }
}
