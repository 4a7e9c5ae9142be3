import { basename } from 'node:path';
import { Problem } from '../../../models/base/problem.ts';
import { labelEntries } from '../import/label-files.ts';
import { stemOf, withEnding } from '../pictures/inputs.ts';

/** Transcriptions by image name or by path below the folder that was named. */
export class Labels {
  readonly #byName: ReadonlyMap<string, string>;

  constructor(entries: Iterable<readonly [name: string, text: string]>) {
    this.#byName = new Map([...entries].map(([name, text]) => [keyOf(name), text.normalize('NFC')]));
  }

  get size(): number {
    return this.#byName.size;
  }

  /** The transcription of an image: found by its relative path, then by its file name, each with or without ending. */
  of(relativePath: string): string | undefined {
    const path = keyOf(relativePath);
    const candidates = [path, withEnding(path, ''), basename(path), stemOf(path)];
    return candidates.map((name) => this.#byName.get(keyOf(name))).find((text) => text !== undefined);
  }

  /** The transcription under exactly this name. */
  named(name: string): string | undefined {
    return this.#byName.get(keyOf(name));
  }
}

/** One form for a name, whatever system wrote it. */
const keyOf = (name: string): string => name.normalize('NFC').replaceAll('\\', '/').replace(/^\.\//, '');

/**
 * Reads transcriptions from a label file of any kind that an import takes (`import/README.md`): names and texts by line,
 * tables with headings, JSON. A row that names both pictures of a pair counts for either. Throws `file-damaged` with the
 * place of the first fault.
 */
export async function readLabels(path: string): Promise<Labels> {
  const entries: [string, string][] = [];
  for await (const { place, row, fault } of labelEntries(path)) {
    if (fault !== undefined) throw damaged(path, place, fault);
    const text = row.label.transcription;
    const [problem] = row.faults;
    if (typeof text === 'string') {
      for (const name of new Set([row.file, row.lr, row.hr])) if (name !== undefined) entries.push([name, text]);
    } else if (problem !== undefined) throw damaged(path, place, problem);
  }
  return new Labels(entries);
}

function damaged(path: string, place: string, what: string): Problem {
  return new Problem('transcriptions-faulty', { place: place === '' ? path : `${path}, ${place},`, what });
}
