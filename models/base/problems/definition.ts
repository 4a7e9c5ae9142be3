/** Everything that can go wrong in a way a person can act on, in kinds. Codes are stable; programs may match on them. */
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

/** What is known of a reason: the code it belongs to, and the fact as an English sentence. The cure is each shell's own. */
export interface Definition {
  readonly code: ProblemCode;
  /** `{name}` stands for the datum of that name. */
  readonly sentence: string;
  /** Data that cures alone name. */
  readonly also?: readonly string[];
}

export type Definitions = Readonly<Record<string, Definition>>;

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** Names of the data that a definition asks for. */
export type DataNames<D extends Definition> =
  NamesIn<D['sentence']> | (D extends { also: readonly (infer Name extends string)[] } ? Name : never);

/** The text with `{name}` replaced by what `valueOf` gives for the name. */
export const filled = (text: string, valueOf: (name: string) => string): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => valueOf(name));
