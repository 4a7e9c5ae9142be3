/** Opens the project named on the command line, says how it got it as one JSON line, and keeps it until it is killed. */
import { openProject } from '../../../../electron/core/project/project.ts';

const project = await openProject(process.argv[2] as string, { program: 'hold-child' });
const { readOnly, uncleanExit } = project;
process.stdout.write(`${JSON.stringify({ pid: process.pid, readOnly, uncleanExit })}\n`);
process.stdin.resume().once('end', () => void project.close().then(() => process.exit()));
