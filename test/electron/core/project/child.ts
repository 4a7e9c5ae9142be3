import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  process: ChildProcessWithoutNullStreams;
  /** Its next line of output as JSON; throws with its error output when it ends instead. */
  line(): Promise<unknown>;
  kill(): Promise<void>;
}

/** Runs a script beside this file, or named by a URL, in a process of its own. */
export function startChild(script: string | URL, ...args: string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args]);
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const exited = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    process: child,
    async line() {
      const next = await lines.next();
      if (next.done) throw new Error(`the child ended: ${errors}`);
      return JSON.parse(next.value) as unknown;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
