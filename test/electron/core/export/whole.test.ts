import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type ExportFormat, exportFormatSchema } from '../../../../electron/contract/project.ts';
import { EXPORT_FORMATS } from '../../../../electron/core/export/export-job.ts';
import type { ExportItem } from '../../../../electron/core/db/dataset-item.ts';
import { mountSmallDisk } from '../project/small-disk.ts';
import { expectProblem } from '../../../models/weights/expect-problem.ts';
import { emptyFolder, exported, filesBelow, itemOf, streamed } from './support.ts';

const FORMATS = Object.keys(EXPORT_FORMATS) as ExportFormat[];

const QUAD = [
  [0, 0],
  [9, 0],
  [9, 9],
  [0, 9],
] as const;

/** An item that every format can hold. */
function anyItem(i: number): ExportItem {
  const origin = { photo: `/photos/${i % 5}.png`, photoSha256: 'ab'.repeat(32), quad: QUAD };
  return itemOf(i, { origin: { lr: origin, hr: origin } });
}

test('every format of the contract is there', async () => {
  for (const format of exportFormatSchema.options) {
    expect(await EXPORT_FORMATS[format].target()).toBeTypeOf('function');
  }
});

describe.each(FORMATS)('%s', (format) => {
  const { target, makes } = EXPORT_FORMATS[format];

  test('stands at its destination, alone, when it is done', async () => {
    const parent = await emptyFolder();
    const path = join(parent, 'set');
    const seen: number[] = [];
    const summary = await (
      await target()
    )(path, streamed([1, 2, 3].map(anyItem)), {
      count: 3,
      onProgress: (written) => {
        seen.push(written);
      },
    });
    expect(summary).toEqual({ written: 3, leftOut: [] });
    expect(seen).toEqual([1, 2, 3]);
    expect(await readdir(parent)).toEqual(['set']);
    expect((await stat(path)).isDirectory()).toBe(makes === 'folder');
  });

  test('refuses a destination that exists, and asks for nothing', async () => {
    const path = join(await emptyFolder(), 'set');
    await writeFile(path, 'mine');
    // eslint-disable-next-line require-yield, @typescript-eslint/require-await
    async function* items(): AsyncGenerator<ExportItem> {
      throw new Error('asked for');
    }
    const run = await target();
    expect((await expectProblem('bad-argument', () => run(path, items(), { count: 1 }))).message).toContain(path);
    expect(await readFile(path, 'utf8')).toBe('mine');
    await expectProblem('not-found', () => run(join(path, '..', 'missing', 'set'), items(), { count: 1 }));
  });

  test('leaves nothing when it is stopped, when the items fail, or when something takes its place', async () => {
    const parent = await emptyFolder();
    const path = join(parent, 'set');
    const stop = new AbortController();
    async function* items(at10: () => unknown) {
      for (let i = 0; i < 60; i++) {
        yield anyItem(i);
        expect(await readdir(parent)).not.toContain('set');
        if (i === 10) await at10();
      }
    }
    const run = await target();
    const fail = () => {
      throw new RangeError('from the store');
    };
    await expect(run(path, items(fail), { count: 60 })).rejects.toThrow(new RangeError('from the store'));
    await expectProblem('cancelled', () =>
      run(
        path,
        items(() => stop.abort()),
        { count: 60, signal: stop.signal },
      ),
    );
    expect(await readdir(parent)).toEqual([]);

    async function* usurped() {
      yield anyItem(1);
      await mkdir(path);
    }
    await expectProblem('bad-argument', () => run(path, usurped(), { count: 1 }));
    expect(await readdir(parent)).toEqual(['set']);
    expect(await readdir(path)).toEqual([]);
  });

  test('says so when the disk fills up, leaves nothing and goes through once there is room', async (context) => {
    const disk = await mountSmallDisk(context, 8);
    try {
      const path = join(disk.folder, 'set');
      const run = await target();
      async function* items(fill: boolean) {
        for (let i = 0; i < 400; i++) {
          if (i === 50 && fill) await disk.fill();
          const item = anyItem(i);
          yield { ...item, label: { ...item.label, notes: 'n'.repeat(6_000) } };
        }
      }
      const problem = await expectProblem('disk-full', () => run(path, items(true), { count: 400 }));
      expect(problem.message).toContain('nothing of the export was kept');
      expect(await readdir(disk.folder)).toEqual(['filler']);
      await disk.makeRoom();
      expect(await run(path, items(false), { count: 400 })).toEqual({ written: 400, leftOut: [] });
    } finally {
      await disk.unmount();
    }
  });

  test('killed, leaves only what says that it is unfinished, and the next export clears it away', async () => {
    const parent = await emptyFolder();
    const path = join(parent, 'set');
    const child = startChild(format, path, 1_000_000);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const [left, ...more] = await readdir(parent);
    expect(left).toMatch(/^\.palimpsest-unfinished-export-/);
    expect(more).toEqual([]);

    // One that still runs, to the same place, and one to another place are left alone.
    const other = startChild(format, join(parent, 'other'), 1_000_000);
    const same = startChild(format, path, 1_000_000);
    await Promise.all([once(other.stdout, 'data'), once(same.stdout, 'data')]);
    expect(await readdir(parent)).toHaveLength(2);
    await exported(await target(), path, [anyItem(1)]);
    expect(await readdir(parent)).toHaveLength(3);
    for (const one of [other, same]) {
      one.kill('SIGKILL');
      await once(one, 'exit');
    }
  });
});

const startChild = (format: ExportFormat, path: string, count: number) =>
  spawn(process.execPath, [fileURLToPath(new URL('export-child.ts', import.meta.url)), format, path, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

test('10,000 pairs take hardly more memory than 500', { timeout: 180_000 }, async () => {
  const peak = async (count: number): Promise<{ kilobytes: number; path: string }> => {
    const path = join(await emptyFolder(), 'set');
    const child = startChild('image-folder', path, count);
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    expect(await once(child, 'close')).toEqual([0, null]);
    const [, written, kilobytes] = /written (\d+), peak (\d+) kB/.exec(said) as unknown as string[];
    expect(Number(written)).toBe(count);
    return { kilobytes: Number(kilobytes), path };
  };
  const few = await peak(500);
  const many = await peak(10_000);
  expect(await filesBelow(many.path)).toHaveLength(20_000 + 4);
  // The pictures alone are 150 MB.
  expect(many.kilobytes - few.kilobytes).toBeLessThan(64_000);
});
