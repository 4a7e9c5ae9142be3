import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildDesktop } from './build.ts';
import { findElectron } from './find-electron.ts';

/**
 * What `npm start` runs: builds what is stale and opens the desktop; where Electron cannot start, says why in one line and
 * serves the studio to a browser instead. Nothing is downloaded. Arguments go to Electron.
 */

const TOP = fileURLToPath(new URL('../../../../', import.meta.url));
const args = process.argv.slice(2);

await buildDesktop({ onlyStale: true });
const electron = findElectron(args);
const reason = 'reason' in electron ? electron.reason : await runDesktop(electron.path);
if (reason !== undefined) {
  process.stderr.write(`The desktop cannot start: ${reason}. The studio is served to a browser instead.\n`);
  process.exitCode = await serve();
}

/** Resolves when the desktop was closed, or with why it never opened a window. */
function runDesktop(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(path, [...args.filter(isSwitch), TOP, ...args.filter((arg) => !isSwitch(arg))], {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    let stderr = '';
    let hasOpened = false;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (hasOpened) process.stderr.write(text);
      else stderr = (stderr + text).slice(-KEPT_STDERR);
    });
    child.on('message', () => (hasOpened = true));
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      process.exitCode = code ?? 1;
      const failed = !hasOpened && (code !== 0 || signal !== null);
      resolve(failed ? lastWord(stderr, code, signal) : undefined);
    });
  });
}

function serve(): Promise<number> {
  return new Promise((resolve) => {
    const projects = args.filter((arg) => !isSwitch(arg));
    const command = [`${TOP}electron/shells/cli/main.ts`, 'serve', ...projects];
    const child = spawn(process.execPath, command, { stdio: 'inherit' });
    // Ctrl-C reaches the server as well, which ends in its own time.
    process.on('SIGINT', () => undefined);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

function isSwitch(arg: string): boolean {
  return arg.startsWith('-');
}

/** The line in which Chromium says what is fatal, else the last one. */
function lastWord(stderr: string, code: number | null, signal: string | null): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const fatal = lines.find((line) => line.includes('FATAL')) ?? lines.at(-1);
  return fatal?.replace(/^\[[^\]]*\]\s*/, '').replace(/\.$/, '') ?? `it ended with ${signal ?? `code ${code ?? 1}`}`;
}

const KEPT_STDERR = 16_384;
