import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a check printed, or how it ended instead. */
export type CheckResult<T> = { ok: true; value: T; stderr: string } | { ok: false; reason: string };

const LIMIT_MS = 60_000;
const KEPT_STDERR = 64 * 1024;

/**
 * Runs one of this folder's `*-check.ts` programs in a process of its own and takes the JSON on its last line of output.
 * Native code that is tried there cannot end this process. Never throws.
 */
export function runCheck<T>(
  script: URL,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CheckResult<T>> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--no-warnings', fileURLToPath(script), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Inside Electron execPath is Electron itself, which runs plain Node programs when asked so.
      env: { ...process.env, ...env, ...(process.versions.electron && { ELECTRON_RUN_AS_NODE: '1' }) },
      windowsHide: true,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-KEPT_STDERR)));
    child.on('error', (error) => resolve({ ok: false, reason: `the check did not start: ${error.message}` }));
    child.on('close', (code, signal) => resolve(outcome<T>(code, signal, stdout, stderr)));
  });
}

function outcome<T>(code: number | null, signal: string | null, stdout: string, stderr: string): CheckResult<T> {
  if (code === 0) {
    try {
      return { ok: true, value: JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as T, stderr };
    } catch {
      return { ok: false, reason: `the check printed no result: ${firstError(stdout)}` };
    }
  }
  if (signal) return { ok: false, reason: `the check ended with ${signal}` };
  return { ok: false, reason: firstError(stderr) };
}

/** The message of an uncaught error in Node's report on stderr; else the last line. */
function firstError(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const thrown = lines.find((line) => /^(\w*Error)( \[\w+\])?: /.test(line));
  return (thrown ?? lines.at(-1) ?? 'no message').replace(/^(\w*Error)( \[\w+\])?: /, '');
}
