import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readImage } from '../../../electron/compute/host/picture-files.ts';
import { openDatabase } from '../../../electron/core/db/connection.ts';
import { openFolder } from '../../../electron/core/import/folder.ts';
import { openSource } from '../../../electron/core/import/open-source.ts';
import { readPicture } from '../../../electron/core/import/picture-file.ts';
import { hashOf, readSidecar } from '../../../electron/core/restoration/sidecar.ts';
import { readConfig } from '../../../electron/shells/cli/commands/synthesize.ts';
import { loadWords } from '../../../models/synthesis/texts.ts';
import { loadRealCrops } from '../../../models/synthesis/real-crops.ts';
import { readCard } from '../../../models/weights/card.ts';
import { readWeightsFile } from '../../../models/weights/checkpoint.ts';
import { picture, skipsIn, stepsOf } from './import/support.ts';

let top: string;
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
});
afterAll(() => rm(top, { recursive: true }));

/** Every place that opens a file which somebody named. */
const READERS: Record<string, { name: string; read: (path: string) => unknown }> = {
  'a picture to restore': { name: 'a.png', read: readImage },
  'a picture to import': { name: 'a.png', read: readPicture },
  'a JSON file to import': { name: 'a.json', read: openSource },
  'an LMDB to import': { name: 'a.mdb', read: openSource },
  'a model card': { name: 'a.json', read: readCard },
  weights: { name: 'a.pth', read: readWeightsFile },
  'a list of words': { name: 'words.txt', read: loadWords },
  'a list of real crops': { name: 'labels.tsv', read: (path) => loadRealCrops(join(path, '..'), 8) },
  'a configuration': { name: 'config.json', read: readConfig },
  // eslint-disable-next-line @typescript-eslint/require-await -- so that a refusal is a rejection
  'a database': { name: 'project.sqlite', read: async (path) => openDatabase(path, { readOnly: true }) },
};

describe.skipIf(process.platform === 'win32')('neither devices nor pipes are read', () => {
  test.each(Object.entries(READERS))('%s', async (kind, { name, read }) => {
    const folder = join(top, kind.replaceAll(' ', '-'));
    for (const [what, make] of Object.entries(MAKERS)) {
      const path = join(folder, what, name);
      await mkdir(join(folder, what), { recursive: true });
      await make(path);
      await expect(read(path), what).rejects.toMatchObject({ code: /^(bad-argument|not-a-project)$/ });
    }
  });

  test('what is looked for beside a result is simply not there', async () => {
    const path = join(top, 'result.json');
    execFileSync('mkfifo', [path]);
    expect(await readSidecar(path)).toBeUndefined();
    expect(await hashOf(path)).toBeUndefined();
  });

  test('an import names links to them, and takes the rest', async () => {
    const folder = join(top, 'import');
    await mkdir(folder);
    await writeFile(join(folder, 'good.png'), await picture());
    await symlink('/dev/zero', join(folder, 'zero.png'));
    await symlink('/dev/zero', join(folder, 'labels.csv'));
    const steps = await stepsOf(await openFolder(folder));
    expect(skipsIn(steps)).toEqual([
      expect.stringMatching(/^labels\.csv: bad-argument: .*labels\.csv leads to a device/),
      expect.stringMatching(/^zero\.png: bad-argument: .*zero\.png leads to a device/),
    ]);
    expect(steps).toHaveLength(3);
  });
});

const MAKERS: Record<string, (path: string) => void | Promise<void>> = {
  device: (path) => symlink('/dev/zero', path),
  pipe: (path) => void execFileSync('mkfifo', [path]),
};
