import { readdirSync, readFileSync } from 'node:fs';

/** Resident megabytes of a process and all its descendants now, and the sum of their peaks. Linux only; else undefined. */
export interface TreeMemory {
  now: number;
  peak: number;
}

/** Peaks of processes that ended are kept: those of a tree are watched by calling this again with the same `seen`. */
export function memoryOfTree(root: number, seen: Map<number, number>): TreeMemory | undefined {
  if (process.platform !== 'linux') return undefined;
  let now = 0;
  for (const id of descendants(root)) {
    const status = read(`/proc/${id}/status`);
    now += field(status, 'VmRSS');
    seen.set(id, Math.max(seen.get(id) ?? 0, field(status, 'VmHWM')));
  }
  return { now, peak: [...seen.values()].reduce((sum, peak) => sum + peak, 0) };
}

function descendants(root: number): number[] {
  const children = Map.groupBy(
    readdirSync('/proc')
      .map(Number)
      .filter((id) => id > 0),
    (id) => Number(/\) \S (\d+)/.exec(read(`/proc/${id}/stat`))?.[1] ?? 0),
  );
  const found = [root];
  for (const id of found) found.push(...(children.get(id) ?? []));
  return found;
}

/** Empty where the process ended in the meantime. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const field = (status: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024;
