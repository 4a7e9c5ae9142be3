import { join, resolve } from 'node:path';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { ComputeClient } from '../../compute/client/client.ts';
import type {
  SynthesisProgress,
  SynthesisRecord,
  SynthesisReport,
  SynthesisRequest,
} from '../../contract/synthesis.ts';
import { EXPORT_FORMATS } from '../export/export-job.ts';
import type { JobDescriptor } from '../job-kind.ts';
import { progressOf } from '../progress-of.ts';
import { importInto } from '../import/run-import.ts';
import type { Project } from '../project/project.ts';
import { SyntheticSource } from './synthetic-source.ts';

interface Job {
  software: string;
  onProgress: (progress: SynthesisProgress) => void;
  signal: AbortSignal;
}

/**
 * Makes synthetic pairs in a folder of some format, whole or not at all, or in a project, where a later run of the same request
 * goes on; and writes what they were made with beside them. Throws what the compute host and the export or import throw.
 */
export async function synthesisJob(
  { config, destination }: SynthesisRequest,
  project: () => Project,
  { software, onProgress, signal }: Job,
): Promise<SynthesisReport> {
  const compute = new ComputeClient();
  try {
    const found = await compute.call('openSynthesis', config);
    const record: SynthesisRecord = { format: 'palimpsest-synthesis/1', software, config, ...found };
    const source = new SyntheticSource(config, found, compute);
    const counts = { fonts: found.fonts.length, words: found.words.count };
    if ('project' in destination) {
      const open = project();
      const file = join(open.folder, `synthesis-${source.fingerprint.slice(0, 8)}.json`);
      await writeRecord(file, record);
      const { imported, known, state } = await importInto(open, source, {
        annotator: 'synthesis',
        onProgress: (done) => onProgress({ made: done.imported + done.known + done.skipped, of: source.count }),
        signal,
      });
      return { made: imported, known, ...counts, record: file, state };
    }
    const place = resolve(destination.folder);
    const { makes, target } = EXPORT_FORMATS[destination.format];
    if (makes !== 'folder') throw unfit(destination.format);
    const made = await writeFolder(await target(), place, source, { onProgress, signal });
    if (made === undefined) return { made: 0, known: 0, ...counts, record: '', state: 'cancelled' };
    const file = join(place, 'synthesis.json');
    await writeRecord(file, record);
    return { made, known: 0, ...counts, record: file, state: 'finished' };
  } finally {
    await compute.close();
  }
}

/** How many were written; undefined where it was stopped. */
async function writeFolder(
  write: Awaited<ReturnType<(typeof EXPORT_FORMATS)['folders']['target']>>,
  place: string,
  source: SyntheticSource,
  { onProgress, signal }: Pick<Job, 'onProgress' | 'signal'>,
): Promise<number | undefined> {
  try {
    const { written } = await write(place, source.exportItems(signal), {
      count: source.count,
      onProgress: (done) => onProgress({ made: done, of: source.count }),
      signal,
    });
    return written;
  } catch (error) {
    if (error instanceof Problem && error.code === 'cancelled') return undefined;
    throw error;
  }
}

const unfit = (format: string): Problem => new Problem('synthesis-without-photos', { format });

async function writeRecord(file: string, record: SynthesisRecord): Promise<void> {
  await writeFileAtomically(file, `${JSON.stringify(record, null, 2)}\n`).catch((error: unknown) => {
    throw asProblem(error, file);
  });
}

export const synthesisKind: JobDescriptor<'synthesize'> = {
  kind: 'synthesize',
  needs: ({ destination }) => ('project' in destination ? 'write' : 'none'),
  conflicts: ({ destination }) => destination,
  run: (request, { software, project, signal }) =>
    progressOf<SynthesisProgress, SynthesisReport>(
      (onProgress, ending) => synthesisJob(request, project, { software, onProgress, signal: ending }),
      signal,
    ),
  event: (progress) => ({ type: 'synthesize', ...progress }),
  progress(counts, { made, of }) {
    counts.done = made;
    counts.of = of;
  },
  logged: () => 'latest',
  isComplete: ({ state }) => state === 'finished',
};
