import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * When a process started, as an opaque text that differs when its number is given to another process later, or after a
 * reboot. `undefined` where the platform does not tell (Windows) or the process does not exist.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return await linuxStart(pid);
    if (process.platform === 'darwin') {
      const { stdout } = await promisify(execFile)('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], {
        env: { LC_ALL: 'C', TZ: 'UTC' },
      });
      return stdout.trim() || undefined;
    }
  } catch {
    return undefined; // gone, or hidden from this user: the caller then goes by the number alone
  }
  return undefined;
}

async function linuxStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  // The second field, the command's name, may itself hold spaces and brackets; start time is the 22nd.
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1');
  return ticks && `${boot.trim()}:${ticks}`;
}

/** Whether a process of this computer with that number exists, and is the one that started then. */
export async function isRunning(pid: number, start: string | undefined): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and is another user's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (start === undefined) return true;
  const actual = await processStart(pid);
  return actual === undefined || actual === start;
}
