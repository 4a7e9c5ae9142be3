import type { Command } from 'commander';
import { Problem } from '../../../../models/base/problem.ts';
import { onInterrupt } from '../cancellation.ts';
import type { StudioClient } from '../../../core/service/studio.ts';
import { Console } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { systemUserName } from '../../../core/window/user-name.ts';
import { follow, withProject } from '../with-studio.ts';

interface ImportOptions {
  lr?: string;
  hr?: string;
  photos?: string;
  lrName?: string;
  annotator: string;
  json?: boolean;
}

const SHOWN = 20;

export function addImport(program: Command, finish: (code: ExitCode) => void) {
  program
    .command('import')
    .description(
      'bring pairs into a project: a TextZoom LMDB, a folder of pairs, or photos with polygons in a JSON file',
    )
    .argument('<project>', 'folder of the project')
    .argument('<source>', 'LMDB folder or .mdb file, folder of pictures, or .json file')
    .option('--lr <folder>', 'with --hr: folder of the LR pictures below the source')
    .option('--hr <folder>', 'with --lr: folder of the HR pictures, under the same names')
    .option('--photos <folder>', 'where the photos of a JSON file are')
    .option(
      '--lr-name <part=other>',
      'LR photos of a JSON file are named as the HR ones with this part replaced: _HR=_LR4',
    )
    .option('--annotator <name>', 'in whose name labels of the source are recorded', systemUserName())
    .option('--json', 'one JSON object per line on standard output')
    .action(async (project: string, source: string, options: ImportOptions) =>
      finish(await run(project, source, options)),
    );
}

async function run(project: string, source: string, options: ImportOptions): Promise<ExitCode> {
  const out = new Console(options.json ?? false);
  const signal = onInterrupt(out);
  const { photos, annotator } = options;
  const input = {
    source,
    annotator,
    ...sidesOf(options),
    ...(photos !== undefined && { photos }),
    ...lrNameOf(options),
  };
  return withProject(project, { command: 'import', write: true }, async (studio) => {
    const start = performance.now();
    let isBegun = false;
    const report = await follow(await studio.imports.run(input), {
      signal,
      onProgress({ imported, known, skipped, remarks, of }) {
        const done = imported + known + skipped + remarks;
        if (!isBegun && of !== undefined) out.begin(of, 'pairs');
        isBegun = true;
        out.record({ type: 'progress', imported, known, skipped, remarks, of });
        out.advance(done, (performance.now() - start) / 1000);
      },
    });
    out.end();
    if (!report) {
      out.stopped();
      return EXIT.cancelled;
    }
    const skipped = await studio.imports.skipped({ sourceId: report.sourceId, limit: SHOWN });
    for (const { key, problem } of skipped) out.problem(problem, key);
    const notTaken = report.skipped + report.remarks;
    const more = notTaken - skipped.length;
    if (more > 0) out.say(`… and ${more} more.`);
    if (report.known > 0) await tellDiffering(studio, report.sourceId, out);
    out.record({ type: 'summary', ...report });
    const remarks = report.remarks > 0 ? `, ${report.remarks} remarks on labels and files` : '';
    out.say(`${report.imported} imported, ${report.known} already there, ${report.skipped} skipped${remarks}.`);
    return notTaken > 0 ? EXIT.someFailed : EXIT.done;
  });
}

/** The project's labels stay, so that a person must hear of what the source says otherwise. */
async function tellDiffering(studio: StudioClient, sourceId: number, out: Console): Promise<void> {
  const differing = await studio.imports.differing({ sourceId, limit: SHOWN + 1 });
  for (const { key, pairId, difference } of differing.slice(0, SHOWN)) {
    out.record({ type: 'differing', key, pairId, difference });
    out.say(`kept  pair ${pairId} as it is labelled; ${key} says ${JSON.stringify(difference)}`);
  }
  if (differing.length > SHOWN) out.say('kept  … and more.');
}

function sidesOf({ lr, hr }: ImportOptions): { sides?: { lr: string; hr: string } } {
  if (lr !== undefined && hr !== undefined) return { sides: { lr, hr } };
  if (lr === undefined && hr === undefined) return {};
  throw new Problem(
    'said',
    { sentence: 'One side alone makes no pairs.', cure: 'Give --lr and --hr together.' },
    { code: 'bad-argument' },
  );
}

function lrNameOf({ lrName }: ImportOptions): { lrName?: { replace: string; by: string } } {
  if (lrName === undefined) return {};
  const [replace, by] = lrName.split('=');
  if (replace && by !== undefined) return { lrName: { replace, by } };
  throw new Problem(
    'said',
    { sentence: `“${lrName}” says not what to replace.`, cure: 'Write --lr-name _HR=_LR4.' },
    { code: 'bad-argument' },
  );
}
