import { Option, type Command } from 'commander';
import type { ListedPair, PairPlace, PairQuery } from '../../../contract/pairs.ts';
import type { StudioClient } from '../../../core/service/studio.ts';
import { Console, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { addFilterOptions, pairFilter, wholeNumber, type FilterOptions } from '../pair-filter-options.ts';
import { withProject } from '../with-studio.ts';

interface ListOptions extends FilterOptions {
  order: 'id' | 'name' | 'uncertainty';
  limit: number;
  json?: boolean;
}

const PAGE = 500;
/** Of a text, in a line for people. */
const SHOWN_CHARACTERS = 60;

/** `label list`: the numbers that the other commands want, with what is said of each pair. */
export function addLabelList(label: Command, finish: (code: ExitCode) => void) {
  const command = label
    .command('list')
    .description('pairs and their numbers, all or some')
    .argument('<project>')
    .addOption(
      new Option('--order <order>', 'in which order; uncertainty: the least certain first')
        .choices(['id', 'name', 'uncertainty'])
        .default('id'),
    )
    .option('--limit <pairs>', 'at most so many', wholeNumber, 100)
    .option('--json', 'one JSON object per line on standard output');
  addFilterOptions(command).action(async (project: string, options: ListOptions) => {
    const out = new Console(options.json ?? false);
    await withProject(project, { command: 'label list', write: false }, async (studio) => {
      const query = { filter: pairFilter(options), order: options.order };
      const rows: string[][] = [];
      for await (const pair of listed(studio, query, options.limit)) {
        out.record({ type: 'pair', ...pair });
        rows.push(rowOf(pair));
      }
      out.say(table(rows));
      const all = await studio.pairs.count(query);
      if (all > rows.length) out.say(`${rows.length} of ${all} pairs; --limit shows more.`);
    });
    finish(EXIT.done);
  });
}

async function* listed(studio: StudioClient, query: PairQuery, limit: number): AsyncGenerator<ListedPair> {
  let after: PairPlace | undefined;
  for (let left = limit; left > 0;) {
    const page = await studio.pairs.browse({ query, limit: Math.min(left, PAGE), ...(after && { after }) });
    yield* page.pairs;
    left -= page.pairs.length;
    after = page.next;
    if (!after) return;
  }
}

function rowOf({ id, name, subset, label }: ListedPair): string[] {
  const { transcription, illegible, direction, status } = label;
  const text = illegible ? 'illegible' : transcription === null ? '–' : JSON.stringify(transcription);
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return [String(id), [subset, name].filter(Boolean).join('/'), status, direction ?? '–', shown];
}
