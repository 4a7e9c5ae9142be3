import type { ImportRequest } from '../../contract/project.ts';
import { importInto, type ImportProgress, type ImportReport } from './run-import.ts';
import { openSource } from './open-source.ts';
import type { Project } from '../project/project.ts';

/** Imports a source by its place. Throws what `openSource` and `importInto` throw. */
export async function importJob(
  { source, annotator, ...options }: ImportRequest,
  project: Project,
  { onProgress, signal }: { onProgress: (progress: ImportProgress) => void; signal: AbortSignal },
): Promise<ImportReport> {
  const opened = await openSource(source, options);
  try {
    return await importInto(project, opened, { onProgress, signal, ...(annotator && { annotator }) });
  } finally {
    await opened.close();
  }
}
