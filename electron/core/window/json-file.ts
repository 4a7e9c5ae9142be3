import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { readUserText } from '../../../models/base/user-file.ts';

/**
 * A small JSON file in the data folder. One that cannot be read as JSON is set aside under another name, so that nothing of
 * it is lost and the program goes on; `problem` says so, once it was read.
 */
export class JsonFile {
  readonly path: string;
  #problem: Problem | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  get problem(): Problem | undefined {
    return this.#problem;
  }

  /** `undefined` where there is none, or none that can be read. */
  async read(): Promise<unknown> {
    let text: string;
    try {
      text = await readUserText(this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#problem = asProblem(error, this.path, 'read');
      return undefined;
    }
    try {
      return JSON.parse(text);
    } catch (error) {
      await this.setAside('is damaged', error);
      return undefined;
    }
  }

  /** Renames it, and remembers why. `how` completes "settings.json …". */
  async setAside(how: string, cause?: unknown): Promise<void> {
    const place = `${this.path}.${new Date().toISOString().replaceAll(':', '-')}.damaged`;
    const isKept = await rename(this.path, place).then(
      () => true,
      () => false, // it will be overwritten at the next change
    );
    const { path } = this;
    this.#problem = isKept
      ? new Problem('settings-set-aside', { path, how, kept: place }, { cause })
      : new Problem('settings-unusable', { path, how }, { cause });
  }

  /** Reads, changes and writes as one step among those of this process. Throws `not-writable`, `disk-full`. */
  change<T>(work: () => Promise<{ value: unknown; result: T }>): Promise<T> {
    const turn = this.#turn.then(async () => {
      const { value, result } = await work();
      await mkdir(dirname(this.path), { recursive: true }).catch((error: unknown) => {
        throw asProblem(error, dirname(this.path));
      });
      await writeFileAtomically(this.path, `${JSON.stringify(value, null, 2)}\n`);
      return result;
    });
    this.#turn = turn.catch(() => undefined); // thrown to the caller
    return turn;
  }
}
