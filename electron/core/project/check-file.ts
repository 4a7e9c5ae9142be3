import { Worker } from 'node:worker_threads';
import { Problem, type ProblemData } from '../../../models/base/problem.ts';
import type { LabelEventState } from '../db/queries/project-facts.ts';
import type { CheckReport } from './check.ts';

export interface FileCheckRequest {
  /** A project's database, or a backup of one. */
  file: string;
  /** The folder of the journal whose labels it should have. */
  journal?: string;
}

export interface FileCheck {
  report: CheckReport;
  /** What it holds, where it is sound. */
  contents: LabelEventState | null;
}

/**
 * `checkProject` on a database file, in a thread of its own with a connection of its own, so that nobody waits. Damage is
 * reported. Throws `not-found`, `not-readable`, and `cancelled` after an abort.
 */
export async function checkFile(request: FileCheckRequest, signal?: AbortSignal): Promise<FileCheck> {
  const stopped = () => new Problem('check-stopped', {});
  if (signal?.aborted) throw stopped();
  const worker = new Worker(new URL('./check-worker.ts', import.meta.url), { workerData: request });
  try {
    return await new Promise<FileCheck>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(stopped()), { once: true });
      worker.once('message', ({ found, problem }: { found?: FileCheck; problem?: ProblemData }) => {
        if (found) resolve(found);
        else reject(problem ? Problem.from(problem) : stopped());
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(stopped()));
    });
  } finally {
    await worker.terminate();
  }
}
