import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';

/** Bytes that are looked at to tell the encoding. */
const START = 1024;

/**
 * A text file piece by piece, without its byte-order mark: UTF-8, or UTF-16 where a mark or the pattern of zero bytes says
 * so. What cannot be decoded becomes U+FFFD. Throws what the file system throws.
 */
export async function* textOf(path: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    decoder ??= new TextDecoder(encodingOf(chunk.subarray(0, START)));
    yield decoder.decode(chunk, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

function encodingOf(start: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  start.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  // Names, separators and line ends are ASCII whatever the script of the text, so one half of many units is zero.
  const many = start.length / 10;
  if (odd > many && even === 0) return 'utf-16le';
  return even > many && odd === 0 ? 'utf-16be' : 'utf-8';
}
