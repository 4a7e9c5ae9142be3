import { inThread } from '../../../models/base/in-thread.ts';
import { Problem } from '../../../models/base/problem.ts';
import type { CheckReport } from '../../contract/project.ts';
import type { LabelEventState } from '../db/queries/project-facts.ts';

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
export function checkFile(request: FileCheckRequest, signal?: AbortSignal): Promise<FileCheck> {
  const script = new URL('./check-thread.ts', import.meta.url);
  return inThread<FileCheck>(script, request, { signal, cut: () => new Problem('check-stopped', {}) });
}
