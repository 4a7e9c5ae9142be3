import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { memoryOfTree } from './process-memory.ts';

export interface ChildRun {
  /** Standard output, line by line. */
  lines: string[];
  seconds: number;
  /** Peak resident megabytes of the process and its children together; NaN where the system does not tell. */
  peakMegabytes: number;
}

const WATCH_MS = 100;

/** Runs a script of this project in a process of its own. `onLine` sees output as it comes, with the memory held then. */
export function runScript(
  script: string,
  args: readonly string[],
  onLine: (line: string, megabytes: number) => void = () => undefined,
): Promise<ChildRun> {
  const start = performance.now();
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const seen = new Map<number, number>();
  const watch = () => memoryOfTree(child.pid ?? 0, seen) ?? { now: NaN, peak: NaN };
  let peak = NaN;
  const timer = setInterval(() => (peak = watch().peak), WATCH_MS);
  const lines: string[] = [];
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const pieces = (rest + chunk.toString()).split('\n');
    rest = pieces.pop() ?? '';
    const { now } = watch();
    for (const line of pieces) {
      lines.push(line);
      onLine(line, now);
    }
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      clearInterval(timer);
      if (code !== 0) reject(new Error(`${script} ${args.join(' ')} ended with exit code ${code}`));
      else resolve({ lines, seconds: (performance.now() - start) / 1000, peakMegabytes: peak });
    });
  });
}

/** What a script printed as its last line, which is JSON. */
export const lastRecord = ({ lines }: ChildRun): Record<string, unknown> =>
  JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown>;
