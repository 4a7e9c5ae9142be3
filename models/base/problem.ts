/** Everything that can go wrong in a way a person can act on. Codes are stable; programs may match on them. */
export const PROBLEM_CODES = [
  'not-found',
  'not-readable',
  'not-writable',
  'disk-full',
  'empty-file',
  'not-an-image',
  'image-damaged',
  'image-too-small',
  'image-too-large',
  'image-too-wide',
  'no-text',
  'text-too-large',
  'page-turned',
  'file-damaged',
  'unsafe-pickle',
  'wrong-checkpoint',
  'weights-missing',
  'unknown-network',
  'bad-argument',
  'engine-unusable',
  'engine-failed',
  'compute-died',
  'out-of-memory',
  'download-failed',
  'checksum-mismatch',
  'not-a-project',
  'newer-version',
  'in-use',
  'conflict',
  'diverged',
  'cancelled',
  'internal',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/**
 * A failure as a value: a code for programs, one sentence for a person, and the cure.
 *
 * Thrown where no result is possible; turned into plain data (`toData`) at process boundaries and in batch results.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly cure: string;

  constructor(code: ProblemCode, sentence: string, cure: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
    this.cure = cure;
  }

  toData(): ProblemData {
    return { code: this.code, sentence: this.message, cure: this.cure };
  }

  static from(data: ProblemData): Problem {
    return new Problem(data.code, data.sentence, data.cure);
  }
}

export interface ProblemData {
  code: ProblemCode;
  sentence: string;
  cure: string;
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
      return new Problem('not-found', `${subject} does not exist.`, 'Check the path and its spelling.', cause);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return access === 'read'
        ? new Problem('not-readable', `${subject} may not be read by this user.`, 'Change its permissions.', cause)
        : new Problem(
            'not-writable',
            `${subject} may not be written by this user.`,
            'Change its permissions or choose another folder.',
            cause,
          );
    case 'ENAMETOOLONG':
      return new Problem('bad-argument', `The name ${subject} is too long for this disk.`, 'Shorten it.', cause);
    case 'ERR_FS_FILE_TOO_LARGE':
      return new Problem('bad-argument', `${subject} is larger than 2 GiB.`, 'Cut it into smaller files.', cause);
    case 'EISDIR':
      return new Problem('bad-argument', `${subject} is a folder, not a file.`, 'Name a file.', cause);
    case 'EEXIST':
      return new Problem('bad-argument', `${subject} already exists and is no folder.`, 'Name another place.', cause);
    case 'ENOTDIR':
      return new Problem('bad-argument', `${subject} lies under a file, not a folder.`, 'Name a folder.', cause);
    case 'ENOSPC':
    case 'EDQUOT':
      return new Problem(
        'disk-full',
        `The disk that holds ${subject} is full.`,
        'Free some space or choose another disk, then run the same command again: finished items are kept.',
        cause,
      );
    default:
      return new Problem(
        'internal',
        `${subject}: ${error.message}`,
        'Please report this with the command you ran.',
        cause,
      );
  }
}
