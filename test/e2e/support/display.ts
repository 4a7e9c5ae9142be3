import { spawn } from 'node:child_process';

export interface Display {
  /** Such as `:99`. */
  name: string;
  close(): void;
}

/** A screen that nobody sees, of 1440 by 900 pixels. */
export async function openDisplay(): Promise<Display> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [, , , said] = server.stdio;
  const number = await new Promise<string>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`Xvfb ended with code ${code ?? 0}`)));
    said?.once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  return { name: `:${number}`, close: () => void server.kill() };
}
