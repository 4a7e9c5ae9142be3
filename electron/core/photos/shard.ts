import { createHash } from 'node:crypto';

/**
 * Which of `of` parts a photo belongs to, 1..of, by its path below the folder that was named: the same on every machine, so that jobs
 * divide an archive without talking to each other.
 */
export function partOfPath(relativePath: string, of: number): number {
  const path = relativePath.replaceAll('\\', '/').normalize('NFC');
  return (createHash('sha256').update(path).digest().readUInt32BE() % of) + 1;
}
