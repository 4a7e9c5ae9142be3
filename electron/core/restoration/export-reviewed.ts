import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import type { Verdict } from '../../contract/jobs.ts';
import { makeExport } from '../export/new-export.ts';
import { withEnding } from '../pictures/inputs.ts';
import { readSidecar } from './sidecar.ts';
import { soundSidecar } from './reviews.ts';

export interface ReviewedExport {
  /** Restorations below `folder`. */
  outputs: readonly string[];
  folder: string;
  destination: string;
  /** Which are copied; `null`: all. */
  verdict: Verdict | null;
}

/**
 * Copies restorations with their sidecars and maps into a new folder, under the same names: all of them or, where one fails,
 * nothing. Throws `bad-argument` where there is none to copy, and what `makeExport` and `soundSidecar` throw.
 */
export async function exportReviewed({ outputs, folder, destination, verdict }: ReviewedExport): Promise<number> {
  return makeExport(destination, { signal: undefined }, async (target) => {
    let copied = 0;
    for (const output of outputs) {
      const said = await readSidecar(withEnding(output, '.json'));
      if (verdict !== null && said?.review?.verdict !== verdict) continue;
      const { invention } = await soundSidecar(output);
      const endings = ['.png', '.json', ...(invention ? ['.invention.png'] : [])];
      for (const path of endings.map((ending) => withEnding(output, ending))) {
        const bytes = await readFile(path).catch((error: unknown) => {
          throw asProblem(error, path, 'read');
        });
        await target.write(relative(folder, path).split(sep).join('/'), bytes);
      }
      copied++;
    }
    if (copied === 0) throw nothing(verdict);
    return copied;
  });
}

const nothing = (verdict: Verdict | null): Problem =>
  new Problem(
    'bad-argument',
    verdict === null ? 'There are no restorations to copy.' : `No restoration is ${verdict} yet.`,
    verdict === null ? 'Restore some first.' : 'Look at them and say which, or export all.',
  );
