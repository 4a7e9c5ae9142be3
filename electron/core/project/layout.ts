import { join } from 'node:path';

/** What lies where in a project's folder. */
export interface ProjectLayout {
  folder: string;
  database: string;
  lock: string;
  backups: string;
  /** Label actions once more, outside the database. */
  journal: string;
  /** Databases that a restored backup took the place of. */
  setAside: string;
  restored: string;
  models: string;
}

export const layoutOf = (folder: string): ProjectLayout => ({
  folder,
  database: join(folder, 'project.sqlite'),
  lock: join(folder, 'project.lock'),
  backups: join(folder, 'backups'),
  journal: join(folder, 'journal'),
  setAside: join(folder, 'set-aside'),
  restored: join(folder, 'restored'),
  models: join(folder, 'models'),
});
