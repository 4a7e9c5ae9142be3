import { posix } from 'node:path';
import { stemOf } from '../pictures/inputs.ts';

/** Names of generated words: `123_READING_62745.jpg`, number, word, number of the word in the lexicon. */
const GENERATED = /^\d+_([\p{L}\p{N}]+)_\d+$/u;

type TranscriptionOf = (path: string) => string | undefined;

/**
 * Transcriptions that stand in the names of MJSynth-style pictures, by folder. Only a folder whose pictures all follow the
 * pattern counts, with a letter in at least one of the words (else the names are dates), and only where no label file of
 * the folder or of one above it, one of `labelledFolders`, says what its pictures read.
 */
export function generatedTranscriptions(
  paths: readonly string[],
  labelledFolders: ReadonlySet<string>,
): ReadonlyMap<string, TranscriptionOf> {
  const folders = Map.groupBy(paths, (path) => posix.dirname(path));
  const found = new Map<string, TranscriptionOf>();
  for (const [folder, pictures] of folders) {
    if (isLabelled(folder, labelledFolders)) continue;
    const words = pictures.map(wordOf);
    if (words.every((word) => word !== undefined) && words.some((word) => /\p{L}/u.test(word)))
      found.set(folder, wordOf);
  }
  return found;
}

const wordOf = (path: string): string | undefined => GENERATED.exec(stemOf(path).normalize('NFC'))?.[1];

function isLabelled(folder: string, labelledFolders: ReadonlySet<string>): boolean {
  for (let at = folder; at !== '.'; at = posix.dirname(at)) if (labelledFolders.has(at)) return true;
  return labelledFolders.has('');
}
