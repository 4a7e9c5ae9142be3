import { ORPCError } from '@orpc/contract';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { problemSchema } from '../../contract/problem.ts';
import { createStudio, type StudioClient } from '../../core/service/studio.ts';
import * as engineRoom from '../../compute/client/engine-reports.ts';
import { Console } from './console.ts';
import { SOFTWARE } from './software.ts';

/**
 * Opens a project, works on it, and closes it whatever happens. Failures of calls come as Problems, and so does the reason
 * why a project that is to be written cannot be.
 */
export async function withProject<T>(
  folder: string,
  { command, write }: { command: string; write: boolean },
  work: (studio: StudioClient) => Promise<T>,
): Promise<T> {
  return withStudio(command, async (studio) => {
    const { readOnly } = await studio.project.open({ folder, readOnly: !write });
    if (write && readOnly) throw Problem.from(readOnly.reason);
    return work(studio);
  });
}

/** Opens a project in a studio, and tells why nothing can be written where that was asked for. */
export async function openProject(
  studio: StudioClient,
  folder: string,
  { out, write }: { out: Console; write: boolean },
): Promise<void> {
  const { readOnly } = await studio.project.open({ folder, readOnly: !write });
  // Asked to read only, that it is so needs no word.
  if (write && readOnly) out.problem(readOnly.reason);
}

export async function withStudio<T>(command: string, work: (studio: StudioClient) => Promise<T>): Promise<T> {
  const { client, close } = createStudio({
    program: `palimpsest ${command}`,
    software: SOFTWARE,
    shell: 'cli',
    engines: { ...engineRoom, report: (options) => engineRoom.report(SOFTWARE, options) },
  });
  try {
    return await work(client);
  } catch (thrown) {
    throw asStudioProblem(thrown);
  } finally {
    const backupProblem = await close();
    if (backupProblem) new Console(false).problem(backupProblem);
  }
}

/** A failed call as the Problem that it carries. */
export function asStudioProblem(thrown: unknown): Problem {
  if (!(thrown instanceof ORPCError)) return asProblem(thrown, 'The project');
  const problem = problemSchema.safeParse(thrown.data);
  if (problem.success) return Problem.from(problem.data);
  if (thrown.code !== 'BAD_REQUEST') return asProblem(thrown, 'The project');
  const { issues = [] } = thrown.data as { issues?: { path?: (string | number)[]; message: string }[] };
  const faults = issues.map(({ path, message }) => `${path?.join('.') ?? ''}: ${message}`).join('; ');
  return new Problem('value-unfit', { faults }, { cause: thrown });
}

/** Follows a call that comes to its own end, also after an abort. */
export async function followToEnd<E, R>(
  calls: { next(): Promise<IteratorResult<E, R>> },
  onEvent: (event: E) => void,
): Promise<R> {
  for (;;) {
    const step = await calls.next();
    if (step.done) return step.value;
    onEvent(step.value);
  }
}

/** Follows a long call to its end, and ends it where `signal` is aborted. */
export async function follow<P, R>(
  calls: { next(): Promise<IteratorResult<P, R>>; return?(): Promise<unknown> },
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: P) => void },
): Promise<R | undefined> {
  for (;;) {
    const step = await calls.next();
    if (step.done) return step.value;
    onProgress(step.value);
    if (signal.aborted) {
      await calls.return?.();
      return undefined;
    }
  }
}
