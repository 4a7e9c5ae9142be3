import { Option, type Command } from 'commander';
import { exportFormatSchema, type ExportFormat } from '../../../contract/project.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { addFilterOptions, pairFilter, type FilterOptions } from '../pair-filter-options.ts';
import { follow, withProject } from '../with-studio.ts';

interface ExportOptions extends FilterOptions {
  format: ExportFormat;
  json?: boolean;
  forSpreadsheets?: true;
}

const LEFT_OUT_SHOWN = 20;

export function addExport(program: Command, finish: (code: ExitCode) => void) {
  const command = program
    .command('export')
    .description('write the pairs of a project, or some of them, in a format for other programs')
    .argument('<project>', 'folder of the project')
    .argument('<destination>', 'must not exist')
    .addOption(
      new Option('--format <format>', 'textzoom-lmdb is what the published loaders read')
        .choices(exportFormatSchema.options)
        .makeOptionMandatory(),
    )
    .option(
      '--for-spreadsheets',
      'folders: put an apostrophe before texts that a spreadsheet would run as formulas; an import takes it off',
    )
    .option('--json', 'one JSON object per line on standard output');
  addFilterOptions(command).action(async (project: string, destination: string, options: ExportOptions) =>
    finish(await run(project, destination, options)),
  );
}

async function run(project: string, destination: string, options: ExportOptions): Promise<ExitCode> {
  const out = new Console(options.json ?? false);
  const signal = onInterrupt(out);
  return withProject(project, { command: 'export', write: false }, async (studio) => {
    const start = performance.now();
    let isBegun = false;
    const { format, forSpreadsheets } = options;
    const input = { destination, format, filter: pairFilter(options), ...(forSpreadsheets && { forSpreadsheets }) };
    const report = await follow(await studio.exports.run(input), {
      signal,
      onProgress({ written, of }) {
        if (!isBegun) out.begin(of, 'pairs');
        isBegun = true;
        out.advance(written, (performance.now() - start) / 1000);
      },
    });
    out.end();
    if (!report) {
      out.say('Stopped; nothing was written.');
      return EXIT.cancelled;
    }
    for (const { pairId, reason } of report.leftOut.slice(0, LEFT_OUT_SHOWN)) {
      out.say(`left out  pair ${pairId}: ${reason}`);
    }
    const more = report.leftOut.length - LEFT_OUT_SHOWN;
    if (more > 0) out.say(`… and ${more} more.`);
    out.record({ type: 'summary', destination, ...report });
    out.say(`${report.written} pairs written to ${destination}, ${report.leftOut.length} left out.`);
    return report.leftOut.length > 0 ? EXIT.someFailed : EXIT.done;
  });
}
