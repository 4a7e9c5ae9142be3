import { crc32 } from 'node:zlib';

const SIGNATURE_LENGTH = 8;
const HEADER_CHUNK_LENGTH = 25;

/** A PNG with text chunks (keyword → Latin-1 text) placed after its header, so that a derived image says what it is. */
export function withPngText(png: Uint8Array, texts: Readonly<Record<string, string>>): Uint8Array {
  const chunks = Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text));
  const start = SIGNATURE_LENGTH + HEADER_CHUNK_LENGTH;
  return Buffer.concat([png.subarray(0, start), ...chunks, png.subarray(start)]);
}

/** The texts of the chunks that stand before the image data; empty for anything that is not a PNG. */
export function pngTexts(png: Uint8Array): Record<string, string> {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const texts: Record<string, string> = {};
  if (bytes.length < SIGNATURE_LENGTH || bytes.toString('latin1', 1, 4) !== 'PNG') return texts;
  for (let at = SIGNATURE_LENGTH; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT' || type === 'IEND') break;
    if (type === 'tEXt') {
      const [keyword = '', text = ''] = bytes.toString('latin1', at + 8, at + 8 + length).split('\0');
      texts[keyword] = text;
    }
    at += 12 + length;
  }
  return texts;
}

function textChunk(keyword: string, text: string): Buffer {
  const body = Buffer.from(`tEXt${keyword}\0${text}`, 'latin1');
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
