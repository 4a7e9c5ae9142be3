import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own in memory, for tests that fill it or take its write permission. */
export interface SmallDisk {
  folder: string;
  /** Fills it to the last block. */
  fill(): Promise<void>;
  /** Deletes what `fill` wrote. */
  makeRoom(): Promise<void>;
  setReadOnly(readOnly: boolean): void;
  unmount(): Promise<void>;
}

/** Mounts one; skips the running test with the reason where that is not possible. */
export async function mountSmallDisk(context: { skip(note?: string): never }, megabytes: number): Promise<SmallDisk> {
  if (process.platform !== 'linux') context.skip('mounts a tmpfs, which needs Linux');
  if (process.getuid?.() !== 0) context.skip('mounts a tmpfs, which needs root');
  const folder = await mkdtemp(join(tmpdir(), 'palimpsest-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'palimpsest-test', folder], { stdio: 'pipe' });
  } catch (error) {
    await rm(folder, { recursive: true });
    context.skip(`a tmpfs cannot be mounted here: ${(error as Error).message}`);
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    async fill() {
      const file = await open(filler, 'a');
      try {
        for (;;) await file.write(Buffer.alloc(4096));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        await file.close();
      }
    },
    makeRoom: () => rm(filler, { force: true }),
    setReadOnly(readOnly) {
      execFileSync('mount', ['-o', `remount,${readOnly ? 'ro' : 'rw'}`, folder]);
    },
    async unmount() {
      execFileSync('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
