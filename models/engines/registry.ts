import { asProblem, Problem, type ProblemData } from '../base/problem.ts';
import type { Engine, EngineFacts, EngineId, EngineModule, EnginePurpose, EngineReport } from './engine.ts';
import { engineModule as onnx } from './onnx/onnx-engine.ts';
import { engineModule as tensorflow } from './tensorflow/tensorflow-engine.ts';
import { engineModule as wasm } from './wasm/wasm-engine.ts';
import { engineModule as webgpu } from './webgpu/webgpu-engine.ts';

/** Every engine, in the order of lists. Adding one: its module, and its name here. */
export const ENGINES: EngineModule[] = [onnx, tensorflow, webgpu, wasm];

/** Adds an engine that does not ship with the product. Returns what takes it out again. */
export function registerEngine(engine: EngineModule): () => void {
  if (engineIds().includes(engine.id)) throw new RangeError(`there is an engine ${engine.id} already`);
  ENGINES.push(engine);
  return () => void ENGINES.splice(ENGINES.indexOf(engine), 1);
}

const can = ({ turn }: EngineModule, purpose: EnginePurpose): boolean => turn[purpose] !== undefined;

/** The names of all engines, or of those that can do this. */
export const engineIds = (purpose: EnginePurpose = 'inference'): EngineId[] =>
  ENGINES.filter((engine) => can(engine, purpose)).map(({ id }) => id);

const factsOf = (engine: EngineModule): EngineFacts => ({
  id: engine.id,
  title: engine.title,
  canTrain: can(engine, 'training'),
});

/** Every engine, usable here or not; nothing is tried. */
export const listEngines = (): EngineFacts[] => ENGINES.map(factsOf);

/** What an engine says of this computer. Never throws. */
export const reportOf = async (engine: EngineModule): Promise<EngineReport> => ({
  ...factsOf(engine),
  ...(await engine.probe()),
});

/** What each engine says of this computer; one after another, because some measure. Never throws. */
export async function probeAll(): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const engine of ENGINES) reports.push(await reportOf(engine));
  return reports;
}

/**
 * Starts the engine `id`, or with `auto` the first usable one in the order of preference. A software GPU adapter is
 * never chosen by `auto`, because the processor itself is faster. Throws `engine-unusable` with the exact reason, or for
 * `auto` with the reason of every engine tried; `bad-argument` where there is no such engine. This is the one place that
 * checks an engine's name.
 */
export async function startEngine(id: EngineId, purpose: EnginePurpose): Promise<Engine> {
  if (id !== 'auto') return startNamed(id, purpose);
  const reasons: ProblemData[] = [];
  const candidates = ENGINES.filter((engine) => can(engine, purpose)).sort(
    (a, b) => Number(a.turn[purpose]) - Number(b.turn[purpose]),
  );
  for (const candidate of candidates) {
    const report = await candidate.probe();
    if (report.usable && report.slow) {
      reasons.push(new Problem('engine-slow', { engine: candidate.id, device: report.device }).toData());
      continue;
    }
    if (!report.usable) {
      reasons.push(new Problem('engine-says', { engine: candidate.id, why: report.problem }).toData());
      continue;
    }
    try {
      return await candidate.start();
    } catch (thrown) {
      const why = asProblem(thrown, candidate.title).toData();
      reasons.push(new Problem('engine-says', { engine: candidate.id, why }).toData());
    }
  }
  throw new Problem('no-engine', { purpose, reasons });
}

async function startNamed(id: EngineId, purpose: EnginePurpose): Promise<Engine> {
  const engine = ENGINES.find((known) => known.id === id);
  const known = engineIds(purpose).join(', ');
  if (!engine) throw new Problem('no-such-engine', { engine: id, known });
  if (!can(engine, purpose)) throw new Problem('engine-cannot-train', { engine: id, known });
  return engine.start();
}
