import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asProblem } from '../../../models/base/problem.ts';
import { layoutOf } from './layout.ts';

export interface Backup {
  path: string;
  at: Date;
  /** Format version of the project in it. */
  version: number;
  kind: 'scheduled' | 'before-migration';
}

/** All backups in the project's folder, newest first; other files there are left out. */
export async function listBackups(folder: string): Promise<Backup[]> {
  const { backups } = layoutOf(folder);
  const names = await readdir(backups).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw asProblem(error, backups);
  });
  return names
    .flatMap((name) => {
      const parts = NAME.exec(name)?.groups;
      if (!parts) return [];
      const { date = '', hour = '', minute = '', second = '', version = '', next } = parts;
      const at = new Date(`${date}T${hour}:${minute}:${second}Z`);
      const kind = next === undefined ? ('scheduled' as const) : ('before-migration' as const);
      return Number.isNaN(at.getTime()) ? [] : [{ path: join(backups, name), at, version: Number(version), kind }];
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime());
}

const NAME =
  /^(?<date>\d{4}-\d\d-\d\d)T(?<hour>\d\d)-(?<minute>\d\d)-(?<second>\d\d)Z-v(?<version>\d+)-(?:scheduled|before-v(?<next>\d+))(?:-\d+)?\.sqlite$/;

/** Where it is written down what a check of a backup found. */
export const proofPath = (backup: string): string => backup.replace(/\.sqlite$/, '.proof.json');
