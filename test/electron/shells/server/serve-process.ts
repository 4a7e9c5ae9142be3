import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import type { StudioClient } from '../../../../electron/core/service/studio.ts';

const MAIN = fileURLToPath(new URL('../../../../electron/shells/cli/main.ts', import.meta.url));

/** `palimpsest serve` in a process of its own. */
export class ServeProcess {
  /** Rejects with what it printed when it ends before it serves. */
  readonly ready: Promise<void>;
  address = '';
  errors = '';
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown[]>;

  constructor(args: readonly string[], dataFolder: string) {
    const child = spawn(process.execPath, [MAIN, 'serve', ...args], {
      env: { ...process.env, PALIMPSEST_DATA: dataFolder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#exit = once(child, 'exit');
    child.stderr.on('data', (text: Buffer) => (this.errors += text.toString()));
    this.ready = new Promise((resolve, reject) => {
      createInterface(child.stdout).on('line', (line) => {
        const record = JSON.parse(line) as { type: string; address: string };
        if (record.type !== 'serving') return;
        this.address = record.address;
        resolve();
      });
      child.on('close', () => reject(new Error(this.errors)));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async connect(): Promise<{ client: StudioClient; socket: WebSocket }> {
    const { host } = new URL(this.address);
    const answer = await fetch(this.address, { redirect: 'manual' });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    const socket = new WebSocket(`ws://${host}/rpc`, { headers: { cookie, origin: `http://${host}` } });
    return { client: createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })), socket };
  }

  /** Its exit code after a signal. */
  async end(signal: NodeJS.Signals): Promise<unknown> {
    this.#child.kill(signal);
    return (await this.#exit)[0];
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}
