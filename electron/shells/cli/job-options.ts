import { InvalidArgumentError, Option, type Command } from 'commander';
import { readerIds } from '../../../models/recognition/reader-registry.ts';
import { engineIds } from '../../../models/engines/registry.ts';
import { modeSchema, type EngineChoice, type Mode, type ReaderId } from '../../contract/compute.ts';
import type { ComputeOptions } from '../../contract/jobs.ts';

/** Options that every job shares. */
export interface JobOptions {
  engine: EngineChoice;
  model?: string;
  readerModel?: string;
  /** The former spelling of `readerModel`. */
  crnn?: string;
  reader: ReaderId[];
  mode: Mode;
  height?: 'auto' | number;
  json?: boolean;
}

export function addJobOptions(command: Command, uses: { superResolution: boolean; readers: ReaderId[] }): Command {
  if (uses.superResolution) {
    command.option('--model <name>', 'TSRN weights: a name from `models list`, or a file');
    command.addOption(
      new Option('--height <pixels>', 'height at which TSRN sees a crop; auto keeps 16 to 32')
        .default('auto')
        .argParser(parseHeight),
    );
  }
  return command
    .addOption(
      new Option('--reader <readers>', `${readerIds().join(', ')}, ${several()} with a comma, or none`)
        .default(uses.readers, uses.readers.join(','))
        .argParser(parseReaders),
    )
    .option('--reader-model <name>', 'weights of the reader that needs some: a name from `models list`, or a file')
    .addOption(new Option('--crnn <name>', 'the same, as it was called').hideHelp())
    .addOption(new Option('--engine <engine>', 'what computes').choices(['auto', ...engineIds()]).default('auto'))
    .addOption(
      new Option('--mode <mode>', 'compatible repeats the published code in every detail')
        .choices(modeSchema.options)
        .default('correct'),
    )
    .option('--json', 'one JSON object per line on standard output');
}

const several = (): string => (readerIds().length === 2 ? 'both' : 'several');

function parseReaders(text: string): ReaderId[] {
  if (text === 'none') return [];
  return [...new Set(text.split(','))].map((id) => {
    if (readerIds().includes(id.trim())) return id.trim();
    throw new InvalidArgumentError(`Name ${readerIds().join(', ')}, ${readerIds().join(',')} or none.`);
  });
}

function parseHeight(text: string): 'auto' | number {
  if (text === 'auto') return 'auto';
  const height = Number(text);
  if (!Number.isInteger(height) || height < 8 || height > 256) {
    throw new InvalidArgumentError('Give a whole number from 8 to 256, or auto.');
  }
  return height;
}

/** The options as the studio takes them. */
export function computeOptions(options: JobOptions): ComputeOptions {
  const { engine, model, reader, mode, height = 'auto' } = options;
  const readerModel = options.readerModel ?? options.crnn;
  return {
    engine,
    readers: reader,
    mode,
    height,
    ...(model !== undefined && { model }),
    ...(readerModel !== undefined && { readerModel }),
  };
}
