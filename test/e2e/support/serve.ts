import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { PATIENCE, type OpenStudio } from './open-studio.ts';

const CLI = fileURLToPath(new URL('../../../electron/shells/cli/main.ts', import.meta.url));

export interface Serving {
  /** With its token. */
  address: string;
  port: number;
  /** Of the process that serves. */
  processId: number;
  /** As Ctrl-C does. */
  end(): Promise<void>;
}

/** `palimpsest serve` on a free port. */
export async function serve(dataFolder: string, args: readonly string[] = []): Promise<Serving> {
  const server = spawn(process.execPath, [CLI, 'serve', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PALIMPSEST_DATA: dataFolder },
  });
  const ended = once(server, 'exit');
  const first = await new Promise<string>((resolve, reject) => {
    createInterface(server.stdout).once('line', resolve);
    void ended.then(([code]) => reject(new Error(`palimpsest serve ended with code ${String(code)}`)));
  });
  const { address, port } = JSON.parse(first) as { address: string; port: number };
  return {
    ...{ address, port, processId: server.pid ?? 0 },
    async end() {
      server.kill('SIGINT');
      await ended;
    },
  };
}

/** Chromium without its sandbox, which containers lack the rights for. */
export const openChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox'] });

/** A window of `browser` on what is served, on a system that prefers these colours. */
export async function openServed(
  browser: Browser,
  { address }: Serving,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<OpenStudio> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(address);
  return { page, close: () => context.close() };
}
