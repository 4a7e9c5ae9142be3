#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';
import { addDataset } from './commands/dataset.ts';
import { addDemo } from './commands/evaluate.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEngine } from './commands/engine.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addExport } from './commands/export.ts';
import { addImport } from './commands/import.ts';
import { addLabel } from './commands/label.ts';
import { addModels } from './commands/models.ts';
import { addPhoto } from './commands/photo.ts';
import { addProject } from './commands/project.ts';
import { addRead } from './commands/read.ts';
import { addRestore } from './commands/restore.ts';
import { addServe } from './commands/serve.ts';
import { addSuggest } from './commands/suggest.ts';
import { addSynthesize } from './commands/synthesize.ts';
import { addTrain } from './commands/train.ts';
import { Console } from './console.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { VERSION } from './software.ts';

const finish = (code: ExitCode): void => {
  process.exitCode = code;
};

const program = new Command('palimpsest')
  .description('Restore and read text that is too small or too blurred. Works offline; never writes to an original.')
  .version(VERSION)
  .showHelpAfterError('(palimpsest --help shows all commands)')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride()
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 some items failed, 2 wrong command line, 3 could not start or had to stop, 130 stopped by Ctrl-C.',
  );

const COMMANDS = [
  ...[addRestore, addRead, addPhoto, addEvaluate, addDemo],
  ...[addProject, addImport, addSuggest, addLabel, addDataset, addExport],
  ...[addSynthesize, addTrain, addServe],
  ...[addModels, addEngine, addDoctor],
];
for (const add of COMMANDS) add(program, finish);

// A reader that has seen enough (`palimpsest … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

function exitCodeOf({ code }: Problem): ExitCode {
  if (code === 'cancelled') return EXIT.cancelled;
  return code === 'bad-argument' || code === 'not-found' ? EXIT.usage : EXIT.failed;
}

// npm runs scripts in the package's folder; paths are meant from where the person stands.
const { INIT_CWD: standing, npm_lifecycle_event: script } = process.env;
if (standing !== undefined && (script === 'palimpsest' || script === 'demo')) process.chdir(standing);

/** Commander has said it to people already. */
function usageProblem({ message }: CommanderError): ProblemData {
  const sentence = message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  const cure = 'palimpsest --help shows all commands and their options.';
  return new Problem('said', { sentence, cure }, { code: 'bad-argument' }).toData();
}

try {
  await program.parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    const isWrong = thrown.exitCode !== 0;
    if (isWrong && process.argv.includes('--json'))
      new Console(true).record({ type: 'problem', ...usageProblem(thrown) });
    finish(isWrong ? EXIT.usage : EXIT.done);
  } else {
    const problem = asProblem(thrown, 'The command');
    new Console(false).problem(problem.toData());
    // A program reads standard output alone.
    if (process.argv.includes('--json')) new Console(true).record({ type: 'problem', ...problem.toData() });
    if (problem.code === 'internal') process.stderr.write(`${(problem.cause as Error | undefined)?.stack ?? ''}\n`);
    finish(exitCodeOf(problem));
  }
}
