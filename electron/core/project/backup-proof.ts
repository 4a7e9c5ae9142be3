import { readFile, rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { problemSchema } from '../../contract/problem.ts';
import { openDatabase } from '../db/connection.ts';
import { hasJournaledLabel } from '../db/queries/journaled-labels.ts';
import { journalFiles, readJournalFile } from '../db/read-journal.ts';
import { type Backup, listBackups, proofPath } from './backup-files.ts';
import { checkFile, type FileCheck } from './check-file.ts';
import { layoutOf } from './layout.ts';

/** What a full check of a backup found; beside it, under its name with another ending. */
const proofSchema = z.object({
  format: z.literal('palimpsest-backup/1'),
  /** Of the file that was checked, in milliseconds since 1970: another file under its name has no proof. */
  bytes: z.number(),
  modified: z.number(),
  /** ISO 8601, UTC. */
  checkedAt: z.string(),
  /** None for a sound one. */
  faults: z.array(problemSchema),
  contents: z.object({ pairs: z.int(), labels: z.int(), lastEvent: z.int() }).nullable(),
});
export type Proof = z.infer<typeof proofSchema>;

/** What the last check of a backup found; `undefined` where it, as it is now, was never checked. */
export async function proofOf({ path }: Pick<Backup, 'path'>): Promise<Proof | undefined> {
  try {
    const [text, { size, mtimeMs }] = await Promise.all([readFile(proofPath(path), 'utf8'), stat(path)]);
    const proof = proofSchema.safeParse(JSON.parse(text)).data;
    return proof?.bytes === size && proof.modified === mtimeMs ? proof : undefined;
  } catch {
    return undefined; // there is none
  }
}

export const isProven = async (backup: Pick<Backup, 'path'>): Promise<boolean> =>
  (await proofOf(backup))?.faults.length === 0;

/** Checks a backup in full and writes down what was found. Throws what `checkFile` and `writeFileAtomically` throw. */
export async function prove({ path }: Pick<Backup, 'path'>, signal?: AbortSignal): Promise<FileCheck> {
  const { size, mtimeMs } = await stat(path);
  const found = await checkFile({ file: path }, signal);
  const proof: Proof = {
    format: 'palimpsest-backup/1',
    bytes: size,
    modified: mtimeMs,
    checkedAt: new Date().toISOString(),
    faults: found.report.faults.map(({ problem }) => problem),
    contents: found.contents,
  };
  await writeFileAtomically(proofPath(path), `${JSON.stringify(proof, null, 2)}\n`);
  return found;
}

/**
 * Checks the scheduled backups that nobody has checked, the newest first, and then deletes the files of the journal that the
 * older of the two newest proven ones covers; `writing` is the one that is still written to. Answers what was found of the
 * newest backup, where it was checked now. Throws what `prove` throws.
 */
export async function proveBackups(
  folder: string,
  writing: string | undefined,
  signal?: AbortSignal,
): Promise<{ backup: Backup; found: FileCheck } | undefined> {
  const backups = (await listBackups(folder)).filter(({ kind }) => kind === 'scheduled');
  let newest: { backup: Backup; found: FileCheck } | undefined;
  for (const [i, backup] of backups.entries()) {
    if (await proofOf(backup)) continue;
    const found = await prove(backup, signal);
    if (i === 0) newest = { backup, found };
  }
  const proven: Backup[] = [];
  for (const backup of backups) if (await isProven(backup)) proven.push(backup);
  // Should the newest be damaged on the disk, the one before and the journal still hold everything.
  if (proven[1]) await dropCovered(layoutOf(folder).journal, proven[1].path, writing);
  return newest;
}

async function dropCovered(journal: string, backup: string, writing: string | undefined): Promise<void> {
  const db = openDatabase(backup, { readOnly: true });
  try {
    for (const file of await journalFiles(journal)) {
      if (file === writing) continue;
      const reading = { damaged: 0 };
      let covered = true;
      for await (const entry of readJournalFile(file, reading)) {
        covered &&= entry.sets.every(({ after, pairs }) =>
          pairs.every(([pairId]) => hasJournaledLabel(db, entry, pairId, after)),
        );
        if (!covered) break;
      }
      if (covered && reading.damaged === 0) await rm(file);
    }
  } finally {
    db.close();
  }
}
