import type { ImportProgress, ImportReport, ImportRequest } from '../../contract/project.ts';
import type { Project } from '../project/project.ts';
import type { Database } from '../db/connection.ts';
import {
  advanceImport,
  beginImport,
  finishImport,
  importRecord,
  type ImportRecord,
  skippedItems,
} from '../db/queries/import-sources.ts';
import {
  annotatorIdOf,
  differenceFromStored,
  nextActionId,
  recordImportedLabel,
} from '../db/queries/imported-labels.ts';
import { imageLookup, type PairWriter, pairWriter } from '../db/queries/imported-pairs.ts';
import { asDatabaseProblem } from '../db/sqlite-problem.ts';
import { type JobDescriptor, MOST_PROBLEMS } from '../job-kind.ts';
import { progressOf } from '../progress-of.ts';
import { openSource } from './open-source.ts';
import { type BatchLimits, preparedBatches, type PreparedItem, type PreparedStep } from './prepared-item.ts';
import type { ImportSource } from '../db/dataset-item.ts';

/** One transaction, and what a kill costs at most. */
const BATCH: BatchLimits = { items: 200, bytes: 16 * 1024 * 1024 };

export interface ImportOptions {
  /** After every batch. */
  onProgress?: (progress: ImportProgress) => void;
  /** Ends the import after the batch in hand. */
  signal?: AbortSignal;
  /** In whose name the labels are recorded. */
  annotator?: string;
  batch?: Partial<BatchLimits>;
}

/**
 * Imports a source: images by content, pairs, and what the source says of them as first labels. Each batch is one
 * transaction together with the place to go on, so a kill at any moment loses at most the batch in hand, and the next call
 * with the same source goes on exactly there. Images that the project already has as one pair are counted as known, and
 * that pair's label stays. A source that was imported to its end before brings nothing, and all of it counts as known. The
 * source stays open.
 *
 * Throws the project's reason for being read-only, `disk-full`, and what the source throws, each after keeping the batches
 * before.
 */
export async function importInto(
  project: Project,
  source: ImportSource,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const { onProgress = () => undefined, signal, annotator = 'import', batch } = options;
  const begun = project.write((db) => beginImport(db, source, now()));
  const before = dealtWith(begun);
  let record = begun;
  const report = (state: ImportReport['state']): ImportReport => {
    const { id, imported, known, skipped, remarks } = record;
    return { sourceId: id, state, imported, known, skipped, remarks, before };
  };
  // All that it brought is there already.
  if (begun.finishedAt !== null) return { ...report('finished'), imported: 0, known: begun.imported + begun.known };
  if (signal?.aborted) return report('cancelled');
  const batches = preparedBatches(
    source.steps(begun.cursor ?? undefined),
    { ...BATCH, ...batch },
    storedImages(project),
  );
  for await (const steps of prefetched(batches)) {
    record = project.write((db) => writeBatch(db, record, steps, annotator));
    const { imported, known, skipped, remarks } = record;
    onProgress({ imported, known, skipped, remarks, of: source.count });
    if (signal?.aborted) return report('cancelled');
  }
  project.write((db) => finishImport(db, record.id, now()));
  return report('finished');
}

/** Failures of the database must not pass for an item's fault. */
function storedImages({ db }: Project): (sha256: Buffer) => boolean {
  const find = imageLookup(db);
  return (sha256) => {
    try {
      return find(sha256);
    } catch (error) {
      throw asDatabaseProblem(error, db.name);
    }
  };
}

const now = (): string => new Date().toISOString();
const dealtWith = ({ imported, known, skipped, remarks }: ImportRecord): number => imported + known + skipped + remarks;

function writeBatch(
  db: Database,
  source: ImportRecord,
  steps: readonly PreparedStep[],
  annotator: string,
): ImportRecord {
  const writer = pairWriter(db, source);
  const event = { annotatorId: annotatorIdOf(db, annotator), at: now(), actionId: nextActionId(db) };
  const counts = { imported: 0, known: 0, skipped: 0 };
  for (const { item, skipped } of steps) {
    if (skipped) {
      writer.skip(skipped.key, skipped.problem);
      if (!skipped.remark) counts.skipped++;
      continue;
    }
    counts[writeItem(db, writer, item, event)]++;
  }
  advanceImport(db, source.id, { ...counts, cursor: (steps.at(-1) as PreparedStep).cursor });
  return importRecord(db, source.id) as ImportRecord;
}

function writeItem(
  db: Database,
  writer: PairWriter,
  item: PreparedItem,
  event: { annotatorId: number; at: string; actionId: number },
): 'imported' | 'known' {
  const lrImageId = item.lr ? writer.image(item.lr) : null;
  const hrImageId = item.hr ? writer.image(item.hr) : null;
  const same = writer.pairOf(lrImageId, hrImageId);
  if (same !== undefined) {
    writer.known(item.key, same, differenceFromStored(db, same, item.label));
    return 'known';
  }
  const pairId = writer.addPair({
    lrImageId,
    hrImageId,
    photoId: writer.photo(item.photo),
    sourceKey: item.key,
    name: item.name,
    subset: item.subset,
    origin: item.origin ? JSON.stringify(item.origin) : null,
    directionProposed: item.proposed?.direction ?? null,
  });
  recordImportedLabel(db, { pairId, label: item.label, ...event });
  return 'imported';
}

/** Prepares the next batch while one is written. */
async function* prefetched<T>(batches: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = batches.next();
  try {
    for (;;) {
      const batch = await next;
      if (batch.done) return;
      next = batches.next();
      next.catch(() => undefined); // thrown when it is its turn
      yield batch.value;
    }
  } finally {
    await next.catch(() => undefined);
    await batches.return(undefined);
  }
}

/** Imports a source by its place. Throws what `openSource` and `importInto` throw. */
async function importJob(
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

export const importKind: JobDescriptor<'import'> = {
  kind: 'import',
  needs: () => 'write',
  conflicts: ({ source }) => source,
  run: (request, { project, signal }) =>
    progressOf<ImportProgress, ImportReport>(
      (onProgress, ending) => importJob(request, project(), { onProgress, signal: ending }),
      signal,
    ),
  event: (progress) => ({ type: 'import', ...progress }),
  progress(counts, { imported, known, skipped, remarks, of }) {
    counts.done = imported + known + skipped + remarks;
    counts.of = of ?? null;
    counts.failed = skipped;
  },
  logged: () => 'latest',
  isComplete: ({ state }) => state === 'finished',
  problems: ({ sourceId }, { db }) =>
    skippedItems(db, sourceId, { limit: MOST_PROBLEMS }).map(({ key, problem }) => ({ item: key, problem })),
};
