import { once } from 'node:events';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { isThere } from '../../../../models/base/user-file.ts';
import { Problem } from '../../../../models/base/problem.ts';
import * as engineRoom from '../../../compute/client/engine-reports.ts';
import { createStudio } from '../../../core/service/studio.ts';
import { applicationFolder } from '../../../core/window/licences.ts';
import { NOT_BUILT } from '../../server/requests.ts';
import { serveStudio } from '../../server/server.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wholeNumber } from '../pair-filter-options.ts';
import { SOFTWARE } from '../software.ts';
import { asStudioProblem, openProject } from '../with-studio.ts';

interface Options {
  port: number;
  json?: boolean;
}

export function addServe(program: Command, finish: (code: ExitCode) => void) {
  program
    .command('serve')
    .description('open the studio in a browser on this machine; for another machine, tunnel the port through ssh')
    .argument('[project]', 'folder of a project to begin with')
    .option('--port <number>', 'where to listen on 127.0.0.1; a free port by default', port, 0)
    .option('--json', 'one JSON object on standard output')
    .action(async (project: string | undefined, options: Options) => finish(await run(project, options)));
}

async function run(project: string | undefined, options: Options): Promise<ExitCode> {
  const out = new Console(options.json ?? false);
  const interrupted = onInterrupt(out);
  const studio = createStudio({
    program: 'palimpsest serve',
    software: SOFTWARE,
    shell: 'server',
    engines: { ...engineRoom, report: (asked) => engineRoom.report(SOFTWARE, asked) },
  });
  try {
    if (project !== undefined) await openProject(studio.client, project, { out, write: true });
    const pagesFolder = join(applicationFolder(), 'out', 'renderer');
    const server = await serveStudio(studio, { port: options.port, pagesFolder });
    if (!(await isThere(pagesFolder))) out.problem(new Problem('said', NOT_BUILT, { code: 'not-found' }).toData());
    out.record({ type: 'serving', address: server.address, port: server.port });
    out.say(`The studio is open on this machine at\n\n  ${server.address}\n`);
    out.say('Whoever has this address can use it; it is of no use after the studio has ended. Ctrl-C ends it.');
    if (!interrupted.aborted) await once(interrupted, 'abort');
    await server.close();
    return EXIT.done;
  } catch (thrown) {
    throw asStudioProblem(thrown);
  } finally {
    await studio.close();
  }
}

function port(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError('Give a port, 0 to 65535.');
  return value;
}
