import { describeProviders } from '../../models/engines/onnx-providers.ts';
import { probeAll } from '../../models/engines/registry.ts';
import { engineStatus, installTensorFlowPack, removeTensorFlowPack } from '../../models/engines/tensorflow-pack.ts';
import { asProblem } from '../../models/problem.ts';
import type {
  EngineLine,
  EngineReportData,
  InstalledPackData,
  PackProgressData,
  PackStatusData,
  PackWish,
} from '../contract/engines.ts';
import { ComputeClient } from './client.ts';

/** What each engine says of this computer; with `measure` also how fast it is. Never throws. */
export async function report(software: string, { measure }: { measure: boolean }): Promise<EngineReportData> {
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

/** Each engine is timed in a process of its own, so that one that crashes is a line in the table. */
async function measured(line: EngineLine): Promise<EngineLine> {
  const { engine, canTrain } = line;
  const compute = new ComputeClient();
  try {
    return { ...line, ...(await compute.call('benchmark', { engine })), engine, usable: true };
  } catch (thrown) {
    return { engine, canTrain, usable: false, problem: asProblem(thrown, `The engine ${engine}`).toData() };
  } finally {
    await compute.close();
  }
}

async function packStatus(): Promise<PackStatusData> {
  const status = await engineStatus();
  if (!status.installed) return status;
  const { folder, bytes, manifest } = status;
  return { folder, installed: true, bytes, tensorflow: manifest.tensorflow };
}

/** Throws what `installTensorFlowPack` throws. */
export async function installTensorFlow(
  { from, sha256 }: PackWish,
  onProgress: (progress: PackProgressData) => void,
  signal: AbortSignal,
): Promise<InstalledPackData> {
  const { folder, device, manifest } = await installTensorFlowPack({
    ...from,
    ...(sha256 !== undefined && { sha256 }),
    onProgress,
    signal,
  });
  return { folder, device, tensorflow: manifest.tensorflow };
}

/** Whether there was a pack. */
export const removeTensorFlow = (): Promise<boolean> => removeTensorFlowPack();
