import { mkdir, open, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { asProblem } from '../../../models/base/problem.ts';
import { syncFolder } from '../../../models/base/atomic-file.ts';
import { AppendFile } from '../lmdb/append-file.ts';

/** Files that are written, and images that wait in memory, at a time. */
const AT_ONCE = 8;

/**
 * A folder while an export fills it: whole files, several at a time, and texts that grow line by line. Paths are relative,
 * `/` between names. Problems name `subject`. Throws `disk-full`, `not-writable`.
 */
export class ExportFolder {
  readonly path: string;
  readonly #subject: string;
  readonly #texts = new Map<string, AppendFile>();
  readonly #folders = new Map<string, Promise<unknown>>();
  readonly #running = new Set<Promise<void>>();
  #failure: { error: unknown } | undefined;

  /** `path` is there already. */
  constructor(path: string, subject: string) {
    this.path = path;
    this.#subject = subject;
  }

  /** Writes a file and syncs it, in its own time; returns once there is room for the next. A failure is thrown later. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    while (this.#running.size >= AT_ONCE) await Promise.race(this.#running);
    this.#throwFailure();
    const task: Promise<void> = this.#writeWhole(path, bytes)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(task));
    this.#running.add(task);
  }

  /** Puts text at the end of a file, which begins with `heading`. */
  async append(path: string, text: string, heading = ''): Promise<void> {
    let file = this.#texts.get(path);
    if (!file) {
      await this.#makeFolder(posix.dirname(path));
      file = await AppendFile.create(join(this.path, path), this.#subject);
      this.#texts.set(path, file);
      await file.append(Buffer.from(heading));
    }
    await file.append(Buffer.from(text));
  }

  /** Takes back a file that was written, or a folder with all that is in it. */
  async remove(path: string): Promise<void> {
    await this.#settled();
    await this.#attempt(() => rm(join(this.path, path), { recursive: true }));
    for (const folder of this.#folders.keys()) {
      if (`${folder}/`.startsWith(`${path}/`)) this.#folders.delete(folder);
    }
  }

  /** Everything is on the disk once this has returned. */
  async finish(): Promise<void> {
    await this.#settled();
    this.#throwFailure();
    for (const file of this.#texts.values()) await file.sync();
    for (const folder of [...this.#folders.keys(), '.']) {
      await this.#attempt(() => syncFolder(join(this.path, folder)));
    }
  }

  /** Lets go of all files; nothing is written any more. */
  async close(): Promise<void> {
    await this.#settled();
    for (const file of this.#texts.values()) await file.close();
    this.#texts.clear();
  }

  #settled(): Promise<unknown> {
    return Promise.all(this.#running);
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  async #writeWhole(path: string, bytes: Uint8Array): Promise<void> {
    await this.#makeFolder(posix.dirname(path));
    await this.#attempt(async () => {
      const file = await open(join(this.path, path), 'wx');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }

  async #makeFolder(folder: string): Promise<void> {
    if (folder === '.') return;
    let made = this.#folders.get(folder);
    if (!made) {
      made = this.#makeFolder(posix.dirname(folder)).then(() => this.#attempt(() => mkdir(join(this.path, folder))));
      this.#folders.set(folder, made);
    }
    await made;
  }

  async #attempt(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      throw asProblem(error, this.#subject);
    }
  }
}
