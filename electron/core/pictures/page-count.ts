import type { FileHandle } from 'node:fs/promises';
import { openUserFile, readUserFile } from '../../../models/base/user-file.ts';
import { readHeader } from '../../../models/image/decode.ts';
import { multiViewPictures } from '../../../models/image/formats/multi-picture.ts';
import { recogniseImage } from '../../../models/image/signature.ts';

/** What a file holds besides its first picture. `pages` can be read one by one; `frames` and `views` cannot. */
export interface Pictures {
  kind: 'pages' | 'frames' | 'views';
  count: number;
}

/** Enough for everything before the pixels of a PNG, a WebP or a JPEG. */
const HEAD = 256 * 1024;
/** What is read first, and is all there is to read of most pictures. */
const START = 4096;

/**
 * How many pictures a file holds, without decoding any. One picture where the file cannot be understood: decoding it says
 * why. Throws what `openUserFile` throws.
 */
export async function picturesIn(path: string): Promise<Pictures> {
  const { file, size } = await openUserFile(path);
  try {
    const start = await readAt(file, 0, START);
    switch (recogniseImage(start, path)) {
      case 'tiff':
        return { kind: 'pages', count: await framesOf(path) };
      case 'gif':
      case 'avif':
        return { kind: 'frames', count: await framesOf(path) };
      case 'webp':
        return { kind: 'frames', count: isAnimatedWebp(start) ? await framesOf(path) : 1 };
      case 'png':
        return { kind: 'frames', count: isAnimatedPng(start) ? await framesOf(path) : 1 };
      case 'jpeg':
        return { kind: 'views', count: multiViewPictures(size > START ? await readAt(file, 0, HEAD) : start) };
      default:
        return { kind: 'frames', count: 1 };
    }
  } catch {
    return { kind: 'frames', count: 1 };
  } finally {
    await file.close();
  }
}

async function framesOf(path: string): Promise<number> {
  const bytes = await readUserFile(path);
  return readHeader({ name: path, format: recogniseImage(bytes, path), bytes }).frames;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Of the chunk `VP8X`, the bit for animation. */
const isAnimatedWebp = (start: Buffer): boolean =>
  start.toString('latin1', 12, 16) === 'VP8X' && ((start[20] ?? 0) & 2) !== 0;

/** The chunk `acTL` stands before the pixels. */
const isAnimatedPng = (start: Buffer): boolean => start.includes('acTL');
