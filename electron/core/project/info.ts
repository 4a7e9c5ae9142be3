import { stat } from 'node:fs/promises';
import type { ProblemData } from '../../../models/base/problem.ts';
import type { Database } from '../db/connection.ts';
import { schemaVersion } from '../db/migrate.ts';
import { type ProjectCounts, projectCounts, type ProjectIdentity, readIdentity } from '../db/queries/project-facts.ts';
import { damagedDatabase } from '../db/sqlite-problem.ts';
import type { ProjectLayout } from './layout.ts';
import { lockHolder, type LockHolder } from './lock.ts';

export interface ProjectInfo extends ProjectIdentity {
  folder: string;
  formatVersion: number;
  counts: ProjectCounts;
  /** Of the database and its log; backups and restorations are not counted. */
  bytes: number;
  /** Who has it open for writing, this process included. */
  openIn: Omit<LockHolder, 'nonce' | 'processStart'> | undefined;
  readOnly: { reason: ProblemData } | undefined;
}

/** Throws `file-damaged` where the project does not know its own name. */
export async function projectInfo(
  layout: ProjectLayout,
  db: Database,
  readOnly: ProjectInfo['readOnly'],
): Promise<ProjectInfo> {
  const identity = readIdentity(db);
  if (!identity) throw damagedDatabase(layout.database, 'its name and identity are missing');
  const holder = await lockHolder(layout.lock);
  return {
    ...identity,
    folder: layout.folder,
    formatVersion: schemaVersion(db),
    counts: projectCounts(db),
    bytes: (await sizeOf(layout.database)) + (await sizeOf(`${layout.database}-wal`)),
    openIn: holder && { host: holder.host, pid: holder.pid, program: holder.program, since: holder.since },
    readOnly,
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
