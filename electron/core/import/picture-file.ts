import { fileAndPage } from '../../contract/page-address.ts';
import { encodePng } from '../../../models/image/encode.ts';
import { decodeImage, readHeader } from '../../../models/image/decode.ts';
import { focalLengthIn } from '../../../models/image/exif-focal-length.ts';
import { damagedImage } from '../../../models/image/formats/header.ts';
import { recogniseImage } from '../../../models/image/signature.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { openUserFile } from '../../../models/base/user-file.ts';

/** No crop and hardly a photo is larger; a folder may hold anything under a picture's name. */
const MAX_BYTES = 512 * 1024 * 1024;

export interface PictureFile {
  bytes: Uint8Array;
  /** Pixels as shown, after the EXIF orientation. */
  width: number;
  height: number;
  /** Millimetres, from EXIF. */
  focalLength: number | undefined;
}

/**
 * Reads an encoded picture, or a page of a file by its address, and looks at its header; only those of a page are decoded.
 * Throws `not-found`, `not-readable`,
 * `empty-file`, `not-an-image`, `image-damaged` and `image-too-large`, all naming the path.
 */
export async function readPicture(path: string): Promise<PictureFile> {
  const { file, page } = fileAndPage(path);
  const whole = await readBounded(file);
  // A page is kept as a picture of its own.
  const bytes = page === 1 ? whole : await encodePng(await decodeImage(whole, path, page));
  const format = recogniseImage(bytes, path);
  const header = readHeader({ name: path, format, bytes });
  if (header.width < 1 || header.height < 1) throw damagedImage(path, format);
  const lies = header.orientation >= 5;
  return {
    bytes,
    width: lies ? header.height : header.width,
    height: lies ? header.width : header.height,
    focalLength: focalLengthIn(header),
  };
}

async function readBounded(path: string): Promise<Uint8Array> {
  try {
    const { file, size } = await openUserFile(path);
    try {
      if (size > MAX_BYTES) {
        throw new Problem('picture-file-too-large', { path, limit: MAX_BYTES / 1024 / 1024 });
      }
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asProblem(error, path, 'read');
  }
}
