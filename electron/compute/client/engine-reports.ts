import { setTimeout } from 'node:timers/promises';
import { listEngines, probeAll } from '../../../models/engines/registry.ts';
import { asProblem } from '../../../models/base/problem.ts';
import type {
  EngineData,
  EngineLine,
  EngineReportData,
  InstalledPackData,
  PackProgressData,
  PackStatusData,
  PackRequest,
} from '../../contract/engines.ts';
import { ComputeClient } from './client.ts';

/** Every engine; nothing is tried. */
export const list = (): EngineData[] => listEngines();

/** What each engine says of this computer; with `measure` also how fast it is. Never throws. */
export async function report(software: string, { measure }: { measure: boolean }): Promise<EngineReportData> {
  const { describeProviders } = await import('../../../models/engines/onnx/providers.ts');
  const onnxProviders = measure ? await describeProviders(undefined, { afresh: true }) : undefined;
  const engines: EngineLine[] = [];
  for (const { id: engine, ...probed } of await probeAll()) {
    const line = { engine, ...probed };
    engines.push(measure && line.usable ? await measured(line) : line);
  }
  return {
    software,
    platform: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
    engines,
    ...(onnxProviders && { onnxProviders }),
    tensorflowPack: await packStatus(),
  };
}

/** An engine that takes longer than this for its benchmark is reported as that slow. */
const BENCHMARK_LIMIT_MS = 60_000;
const BATCH = 8;

/**
 * How fast an engine is. Each is timed in a process of its own, so that one that crashes is a line in the table; a software
 * graphics adapter may need minutes for one crop, which nobody waits for.
 */
export async function measured(
  line: Extract<EngineLine, { usable: true }>,
  limit = BENCHMARK_LIMIT_MS,
): Promise<EngineLine> {
  const { engine, title, canTrain, slow = false } = line;
  const batch = slow ? 1 : BATCH;
  const compute = new ComputeClient();
  const stopWaiting = new AbortController();
  const overtime = setTimeout(limit, undefined, { signal: stopWaiting.signal }).catch(() => undefined);
  try {
    const result = await Promise.race([compute.call('benchmark', { engine, batch }), overtime]);
    if (!result) return { ...line, imagesPerSecondBelow: (1000 * batch) / limit };
    return { ...line, device: result.device, imagesPerSecond: result.imagesPerSecond };
  } catch (thrown) {
    const problem = asProblem(thrown, `The engine ${engine}`);
    return { engine, title, canTrain, usable: false, problem: problem.toData() };
  } finally {
    stopWaiting.abort();
    await compute.close();
  }
}

async function packStatus(): Promise<PackStatusData> {
  const { engineStatus } = await packing();
  const status = await engineStatus();
  if (!status.installed) return status;
  const { folder, bytes, manifest } = status;
  return { folder, installed: true, bytes, tensorflow: manifest.tensorflow };
}

/** Throws what `installTensorFlowPack` throws. */
export async function installTensorFlow(
  { from, sha256 }: PackRequest,
  onProgress: (progress: PackProgressData) => void,
  signal: AbortSignal,
): Promise<InstalledPackData> {
  const { installTensorFlowPack } = await packing();
  const { folder, device, manifest } = await installTensorFlowPack({
    ...from,
    ...(sha256 !== undefined && { sha256 }),
    onProgress,
    signal,
  });
  return { folder, device, tensorflow: manifest.tensorflow };
}

/** Whether there was a pack. */
export const removeTensorFlow = async (): Promise<boolean> => (await packing()).removeTensorFlowPack();

/** Loaded when it is asked for: with it come TensorFlow.js and its backends, which no other command of a shell needs. */
const packing = () => import('../../../models/engines/pack/tensorflow-pack.ts');
