import { InvalidArgumentError, Option, type Command } from 'commander';
import { difficultySchema, directionSchema, splitSchema, statusSchema } from '../../contract/label.ts';
import { checkNameSchema, type PairFilter } from '../../contract/pairs.ts';

/** Options by which commands choose pairs. */
export interface FilterOptions {
  subset?: string;
  split?: string;
  status?: string;
  direction?: string;
  difficulty?: string;
  text?: string;
  tag?: string;
  check?: string;
  unlabelled?: boolean;
}

const NONE = 'none';

export function addFilterOptions(command: Command, { split } = { split: true }): Command {
  const choice = (flags: string, description: string, values: readonly string[]) =>
    new Option(flags, description).choices([...values]);
  if (split) command.addOption(choice('--split <split>', 'only this split', [...splitSchema.options, NONE]));
  return command
    .option('--subset <name>', 'only this subset')
    .addOption(choice('--status <status>', 'only this status', statusSchema.options))
    .addOption(choice('--direction <direction>', 'only this direction', [...directionSchema.options, NONE]))
    .addOption(choice('--difficulty <difficulty>', 'only this difficulty', [...difficultySchema.options, NONE]))
    .option('--text <text>', 'only transcriptions that contain this')
    .option('--tag <tag>', 'only pairs with this tag')
    .addOption(choice('--check <check>', 'only pairs that this quality check found', checkNameSchema.options))
    .option('--unlabelled', 'only pairs without a transcription');
}

/** Choices were checked while the command line was read. */
export function pairFilter(options: FilterOptions): PairFilter {
  const { subset, split, status, direction, difficulty, text, tag, check, unlabelled } = options;
  const orNull = (value: string) => (value === NONE ? null : value);
  return {
    ...(subset !== undefined && { subset }),
    ...(split !== undefined && { split: splitSchema.nullable().parse(orNull(split)) }),
    ...(status !== undefined && { status: statusSchema.parse(status) }),
    ...(direction !== undefined && { direction: directionSchema.nullable().parse(orNull(direction)) }),
    ...(difficulty !== undefined && { difficulty: difficultySchema.nullable().parse(orNull(difficulty)) }),
    ...(text !== undefined && { text }),
    ...(tag !== undefined && { tag }),
    ...(check !== undefined && { check: checkNameSchema.parse(check) }),
    ...(unlabelled && { unlabelled: true as const }),
  };
}

/** A whole number that a command line gives. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('Give a whole number.');
  return value;
}
