import { readdir, readFile } from 'node:fs/promises';

/** Compute hosts below a process, whichever shell it is; on Linux. */
export async function hostProcesses(ancestor: number): Promise<number[]> {
  const parents = new Map<number, number>();
  const commands = new Map<number, string>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [stat, command] = await Promise.all([
      readFile(`/proc/${name}/stat`, 'utf8').catch(() => ''),
      readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => ''),
    ]);
    // The name in brackets may hold spaces.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    parents.set(Number(name), parent);
    commands.set(Number(name), command);
  }
  const isBelow = (id: number): boolean => {
    const parent = parents.get(id);
    return parent === ancestor || (parent !== undefined && parent > 1 && isBelow(parent));
  };
  const isHost = (command: string) => command.includes('compute/host.ts') || command.includes('node.mojom.NodeService');
  return [...commands].flatMap(([id, command]) => (isHost(command) && isBelow(id) ? [id] : []));
}
