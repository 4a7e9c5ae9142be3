import { type DataNames, filled, type ProblemCode } from './problems/definition.ts';
import { PROBLEMS, type ProblemReason } from './problems/catalogue.ts';

export { PROBLEM_CODES, type ProblemCode } from './problems/definition.ts';
export { PROBLEMS, type ProblemReason } from './problems/catalogue.ts';

/** What a text names: as it is, or another problem, which every shell says in its own words. */
export type ProblemValue = string | number | ProblemData | readonly ProblemData[];

/** The data that a reason asks for. */
export type DataOf<R extends ProblemReason> = Readonly<Record<DataNames<(typeof PROBLEMS)[R]>, ProblemValue>>;

/** A failure as it crosses a process boundary, and as programs get it. */
export interface ProblemData {
  code: ProblemCode;
  /** What exactly; it decides which data there are. */
  reason: ProblemReason;
  data: Readonly<Record<string, ProblemValue>>;
  /** The fact in English, for records and programs; shells say it in their own words. */
  sentence: string;
}

type ProblemOptions = ErrorOptions & { code?: ProblemCode };

class ProblemError extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly reason: ProblemReason;
  readonly data: ProblemData['data'];

  constructor(reason: ProblemReason, data: ProblemData['data'], options: ProblemOptions = {}) {
    const { sentence, code: usual } = PROBLEMS[reason];
    const { code = usual, ...rest } = options;
    super(
      sentenceWith(sentence, data, (problem) => problem.sentence),
      rest,
    );
    this.code = code;
    this.reason = reason;
    this.data = data;
  }

  toData(): ProblemData {
    const { code, reason, data, message: sentence } = this;
    return { code, reason, data, sentence };
  }

  static from({ code, reason, data }: ProblemData): ProblemError {
    return new ProblemError(reason, data, { code });
  }
}

/**
 * A failure as a value: a code for programs, the reason and its data. Texts for a person, with the cure, are each shell's own; the
 * message is the English sentence.
 *
 * Thrown where no result is possible; turned into plain data (`toData`) at process boundaries and in batch results.
 */
export type Problem = ProblemError;
export const Problem = ProblemError as {
  prototype: Problem;
  from(data: ProblemData): Problem;
  /** `code` where it is not always the same: `said`, and what goes on after another problem. */
  new <R extends ProblemReason>(reason: R, data: DataOf<R>, options?: ProblemOptions): Problem;
};

/** A text about a problem, with its data filled in; problems among them are said by `say`. */
export function sentenceWith(
  text: string,
  data: Readonly<Record<string, ProblemValue>>,
  say: (problem: ProblemData) => string,
): string {
  return filled(text, (name) => {
    const value = data[name] ?? '';
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    return (Array.isArray(value) ? (value as readonly ProblemData[]) : [value as ProblemData]).map(say).join(' ');
  });
}

/**
 * Any thrown value as a Problem: ours unchanged, file-system errors named, the rest as `internal` with its cause kept.
 * `access` is what was wanted of `subject`.
 */
export function asProblem(thrown: unknown, subject: string, access: 'read' | 'write' = 'write'): Problem {
  if (thrown instanceof Problem) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const cause = { cause: error };
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return new Problem('path-missing', { subject }, cause);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Problem(access === 'read' ? 'path-not-readable' : 'path-not-writable', { subject }, cause);
    case 'ENAMETOOLONG':
      return new Problem('name-too-long', { subject }, cause);
    case 'ERR_FS_FILE_TOO_LARGE':
      return new Problem('file-too-large', { subject }, cause);
    case 'EISDIR':
      return new Problem('path-is-folder', { subject }, cause);
    case 'EEXIST':
      return new Problem('path-is-no-folder', { subject }, cause);
    case 'ENOTDIR':
      return new Problem('path-under-file', { subject }, cause);
    case 'ENOSPC':
    case 'EDQUOT':
      return new Problem('no-space', { subject }, cause);
    default:
      return new Problem('unexpected', { subject, detail: error.message }, cause);
  }
}
