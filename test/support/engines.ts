import { afterAll, beforeAll } from 'vitest';
import type { Engine, EngineId, EngineModule, EngineReport } from '../../models/engines/engine.ts';
import { ENGINES, reportOf } from '../../models/engines/registry.ts';

/** An engine with what its probe said of this computer. */
export interface ListedEngine {
  id: EngineId;
  module: EngineModule;
  report: EngineReport;
}

/** Every engine, usable here or not: a suite that runs over them shows each one that it had to leave out, and why. */
export function inferenceEngines(): Promise<ListedEngine[]> {
  return Promise.all(
    ENGINES.map(async (engine) => ({ id: engine.id, module: engine, report: await reportOf(engine) })),
  );
}

export async function trainingEngines(): Promise<ListedEngine[]> {
  return (await inferenceEngines()).filter(({ report }) => report.canTrain);
}

/** Skips the running test or suite hook with the exact reason when the engine is not usable here. */
export function skipUnlessUsable({ id, report }: ListedEngine, context: { skip(note?: string): unknown }): void {
  if (!report.usable) context.skip(`${id}: ${report.problem.sentence}`);
}

/** Whether the engine computes on a software graphics adapter: correct, but fit for the smallest shapes only. */
export const isSlow = ({ report }: ListedEngine): boolean => report.usable && report.slow === true;

/** Starts the engine for one piece of work and stops it afterwards, whatever happens. */
export async function withEngine<T>(listed: ListedEngine, work: (engine: Engine) => T | Promise<T>): Promise<T> {
  const engine = await listed.module.start();
  try {
    return await work(engine);
  } finally {
    await engine.stop();
  }
}

/**
 * For a suite whose shapes are too large for a software adapter: the engine runs while the suite does. The function that is
 * answered gives it to a test, or skips the test with the reason.
 */
export function startedFor(listed: ListedEngine): (context: { skip(note?: string): unknown }) => Engine {
  let engine: Engine | undefined;
  beforeAll(async () => {
    if (listed.report.usable && !isSlow(listed)) engine = await listed.module.start();
  });
  afterAll(() => engine?.stop());
  return (context) => {
    skipUnlessUsable(listed, context);
    if (isSlow(listed)) context.skip(`${listed.id}: a software adapter would take minutes for these shapes`);
    return engine as Engine;
  };
}
