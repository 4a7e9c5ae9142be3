import { mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';

const BUILD = fileURLToPath(new URL('./build-stale.ts', import.meta.url));
const LOCK = join(tmpdir(), 'palimpsest-e2e-build');
/** A build that was killed left its lock. */
const STALE_MS = 5 * 60_000;

/** Builds the window's pages and the desktop's programs where they are stale; test files that run together build once. */
export async function buildStale(): Promise<void> {
  while (!(await lock())) await setTimeout(200);
  try {
    // In a process of its own: a bundler inside a test runner would find the test runner's configuration.
    await promisify(execFile)(process.execPath, [BUILD], { env: { ...process.env, NODE_ENV: 'production' } });
  } finally {
    await rm(LOCK, { recursive: true, force: true });
  }
}

async function lock(): Promise<boolean> {
  try {
    await mkdir(LOCK);
    return true;
  } catch {
    const since = await stat(LOCK).catch(() => undefined);
    if (since && Date.now() - since.mtimeMs > STALE_MS) await rm(LOCK, { recursive: true, force: true });
    return false;
  }
}
