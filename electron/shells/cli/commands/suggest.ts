import { readyMadeReaderIds } from '../../../../models/recognition/reader-registry.ts';
import { Option, type Command } from 'commander';
import type { SuggestionRequest } from '../../../contract/jobs.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { addJobOptions, computeOptions, type JobOptions } from '../job-options.ts';
import { addFilterOptions, pairFilter, type FilterOptions } from '../pair-filter-options.ts';
import { followToEnd, withProject } from '../with-studio.ts';

interface SuggestOptions extends JobOptions, FilterOptions {
  side: 'lr' | 'hr' | 'both';
  again?: boolean;
}

export function addSuggest(program: Command, finish: (code: ExitCode) => void) {
  const command = program
    .command('suggest')
    .description('let readers read the pairs of a project: suggestions beside the labels, uncertainty, difficulty')
    .argument('<project>', 'folder of the project')
    .addOption(new Option('--side <side>', 'which pictures are read').choices(['lr', 'hr', 'both']).default('both'))
    .option('--again', 'read again what was read with the same weights before');
  addJobOptions(command, { superResolution: false, readers: readyMadeReaderIds() });
  addFilterOptions(command).action(async (project: string, options: SuggestOptions) =>
    finish(await run(project, options)),
  );
}

async function run(project: string, options: SuggestOptions): Promise<ExitCode> {
  const out = new Console(options.json ?? false);
  const signal = onInterrupt(out);
  const { engine, readers, mode, readerModel } = computeOptions(options);
  const request: SuggestionRequest = {
    filter: pairFilter(options),
    sides: options.side === 'both' ? ['hr', 'lr'] : [options.side],
    compute: { engine, readers, mode, ...(readerModel !== undefined && { readerModel }) },
    ...(options.again && { again: true }),
  };
  return withProject(project, { command: 'suggest', write: true }, async (studio) => {
    const start = performance.now();
    let done = 0;
    let report;
    try {
      report = await followToEnd(await studio.suggestions.run(request, { signal }), (event) => {
        if (event.type === 'begun') {
          const readers = event.opened.readers.map(({ title }) => title).join(', ');
          out.say(`${event.items} pictures with ${readers} on ${event.opened.engine} (${event.opened.device})`);
          out.begin(event.items, 'pictures');
          return;
        }
        if (event.state === 'failed') out.problem(event.problem);
        out.record(event);
        out.advance(++done, (performance.now() - start) / 1000);
      });
    } finally {
      out.end();
    }
    const { read, kept, failed, left, proposed } = report;
    out.record({ type: 'summary', ...report });
    out.say(
      [
        `${read} read`,
        kept > 0 && `${kept} kept from an earlier run`,
        `${failed} failed`,
        left > 0 && `${left} left`,
        `difficulty proposed for ${proposed} pairs`,
      ]
        .filter(Boolean)
        .join(', '),
    );
    if (left > 0) {
      out.stopped();
      return EXIT.cancelled;
    }
    return failed > 0 ? EXIT.someFailed : EXIT.done;
  });
}
