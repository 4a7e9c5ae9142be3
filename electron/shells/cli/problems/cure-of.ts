import { type ProblemData, sentenceWith } from '../../../../models/base/problem.ts';
import { CURES } from './cures.ts';

/** What a person at a command line can do about a problem. */
export const cureOf = ({ reason, data }: ProblemData): string =>
  sentenceWith(CURES[reason], data, (problem) => problem.sentence);

/** For `JSON.stringify`: every problem in a record gets its cure. */
export const withCures = (_key: string, value: unknown): unknown =>
  isProblem(value) ? { ...value, cure: cureOf(value) } : value;

const isProblem = (value: unknown): value is ProblemData =>
  typeof value === 'object' &&
  value !== null &&
  'sentence' in value &&
  'reason' in value &&
  Object.hasOwn(CURES, String(value.reason));
