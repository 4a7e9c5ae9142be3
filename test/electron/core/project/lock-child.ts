/** Waits for a line of input, tries for the lock named on the command line, and prints whether it got it. */
import { once } from 'node:events';
import { acquireLock } from '../../../../electron/core/project/lock.ts';

process.stdout.write('"ready"\n');
await once(process.stdin, 'data');
const { lock } = await acquireLock(process.argv[2] as string, `racer ${process.pid}`);
process.stdout.write(`${lock !== undefined}\n`);
process.stdin.resume();
