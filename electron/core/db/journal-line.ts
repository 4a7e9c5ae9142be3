import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { labelChangesSchema } from '../../contract/label.ts';
import { passSchema } from '../../contract/pairs.ts';

/** An action, or part of a large one, as the journal of labels has it. */
const journalEntrySchema = z.object({
  action: z.int(),
  kind: z.enum(['edit', 'undo', 'redo']),
  /** The annotator's name. */
  by: z.string(),
  pass: passSchema,
  /** ISO 8601, UTC. */
  at: z.string(),
  /** Of undo and redo: the edit's action. */
  target: z.int().nullable(),
  /** What is said of which pairs: each by its number and the beginnings of its pictures' SHA-256. */
  sets: z.array(z.object({ after: labelChangesSchema, pairs: z.array(z.tuple([z.int(), z.string()])) })),
});

export type JournalEntry = z.infer<typeof journalEntrySchema>;

/** Of the format, at the beginning of every line. */
const VERSION = '1';

/** `VERSION CHECKSUM JSON`, with the CRC-32 of the JSON in UTF-8 as eight hexadecimal digits, and a line feed. */
export function journalLine(entry: JournalEntry): string {
  // Some readers take these for ends of lines.
  const json = JSON.stringify(entry).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return `${VERSION} ${checksum(json)} ${json}\n`;
}

/** What a line without its line feed says; `undefined` where it is torn, damaged or of another version. */
export function entryOfLine(line: string): JournalEntry | undefined {
  const [, version, sum, json] = /^(\d+) ([0-9a-f]{8}) (.*)$/s.exec(line) ?? [];
  if (version !== VERSION || json === undefined || checksum(json) !== sum) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    // As it was written, with the fields in their order: the log of labels has the same text.
    return journalEntrySchema.safeParse(value).success ? (value as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0');

export const journalFileName = (number: number): string => `labels-${String(number).padStart(6, '0')}.journal`;

export function numberOfJournalFile(name: string): number | undefined {
  const digits = /^labels-(\d{6,})\.journal$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
