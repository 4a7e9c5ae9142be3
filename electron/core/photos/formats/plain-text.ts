import type { PhotoResult } from '../../../contract/photo.ts';

/** One line for each line of the photo, an empty one between blocks. */
export function plainText({ blocks }: Pick<PhotoResult, 'blocks'>): string {
  return blocks.map((block) => block.map(({ text }) => `${text}\n`).join('')).join('\n');
}
