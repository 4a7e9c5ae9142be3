import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

/**
 * The project's folder that a command line or the system names: the folder itself, or a file in it that stands for it
 * (`project.sqlite`, `*.palimpsest`). Undefined where the arguments name nothing that exists. `args` are without the
 * program.
 */
export async function namedProject(args: readonly string[], workingFolder: string): Promise<string | undefined> {
  for (const arg of args) {
    if (arg.startsWith('-')) continue;
    const place = resolve(workingFolder, arg);
    const facts = await stat(place).catch(() => undefined);
    if (facts?.isDirectory()) return place;
    if (facts && STANDS_FOR_FOLDER.test(basename(place))) return dirname(place);
  }
  return undefined;
}

const STANDS_FOR_FOLDER = /^project\.sqlite$|\.palimpsest$/i;
