import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type RecentProject, recentProjectSchema } from '../../contract/window.ts';
import { layoutOf } from '../project/layout.ts';
import { JsonFile } from './json-file.ts';

const MOST = 30;

const entrySchema = recentProjectSchema.omit({ exists: true });
type Entry = z.infer<typeof entrySchema>;

/** The projects that were opened in a window, the last one first. */
export class RecentProjects {
  readonly #file: JsonFile;

  constructor(folder: string) {
    this.#file = new JsonFile(join(folder, 'recent-projects.json'));
  }

  async list(): Promise<RecentProject[]> {
    return Promise.all(
      (await this.#read()).map(async (entry) => ({ ...entry, exists: await isProject(entry.folder) })),
    );
  }

  /** Puts a project at the top. Throws `not-writable`, `disk-full`. */
  async add(entry: Omit<Entry, 'openedAt'>): Promise<void> {
    const opened = { ...entry, openedAt: new Date().toISOString() };
    await this.#change((entries) =>
      [opened, ...entries.filter(({ folder }) => folder !== entry.folder)].slice(0, MOST),
    );
  }

  /** Takes one off the list; the project stays as it is. Throws `not-writable`, `disk-full`. */
  async forget(folder: string): Promise<RecentProject[]> {
    await this.#change((entries) => entries.filter((entry) => entry.folder !== resolve(folder)));
    return this.list();
  }

  async #change(change: (entries: Entry[]) => Entry[]): Promise<void> {
    await this.#file.change(async () => ({ value: change(await this.#read()), result: undefined }));
  }

  async #read(): Promise<Entry[]> {
    const found = await this.#file.read();
    if (found === undefined) return [];
    const entries = z.array(entrySchema).safeParse(found);
    if (entries.success) return entries.data;
    await this.#file.setAside('is no list of projects', entries.error);
    return [];
  }
}

const isProject = (folder: string): Promise<boolean> =>
  stat(join(layoutOf(folder).database)).then(
    (facts) => facts.isFile(),
    () => false,
  );
