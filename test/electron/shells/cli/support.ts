import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../../electron/shells/cli/main.ts', import.meta.url));
export const DEMO = fileURLToPath(new URL('../../../../resources/demo/', import.meta.url));

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Standard output of a run with --json, line by line. */
  records: Record<string, unknown>[];
}

/** No models and engine packs of the person who runs the tests, and no GPU that others have not. */
const ALONE = { PALIMPSEST_DATA: join(tmpdir(), 'palimpsest-no-data'), PALIMPSEST_ONNX_PROVIDER: 'cpu' };

/** Runs the command line in a process of its own, as a user would. `onOutput` sees standard output as it comes. */
export function palimpsest(
  args: readonly string[],
  { env = {}, onOutput }: { env?: Record<string, string>; onOutput?: (text: string, pid: number) => void } = {},
): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...ALONE, ...env }, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    onOutput?.(stdout, child.pid ?? 0);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const records = args.includes('--json')
        ? stdout
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as Record<string, unknown>)
        : [];
      resolve({ code, stdout, stderr, records });
    });
  });
}

/** A folder for the tests of one file, with a space, an umlaut and a CJK character in its name; removed at the end. */
export function workFolder(): (...parts: string[]) => string {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palimpsest über 字 '));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return (...parts) => join(folder, ...parts);
}
