import { TextDecoder } from 'node:util';
import { openUserFile } from '../../../models/base/user-file.ts';

/** Bytes that are looked at to tell the encoding. */
const START = 1024;

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Stands for what cannot be decoded: half of a surrogate pair, which no text holds, unlike U+FFFD. */
const UNDECODABLE = '\uDC80';
const BYTE_ORDER_MARK = '\uFEFF';
const NOTHING = Buffer.alloc(0);

/**
 * A text file piece by piece, without its byte-order mark: UTF-8, or UTF-16 where a mark or the pattern of zero bytes says
 * so. What cannot be decoded makes the text ill-formed (`isWellFormed`). Throws what the file system throws.
 */
export async function* textOf(path: string): AsyncGenerator<string> {
  let encoding: Encoding | undefined;
  let rest: Buffer = NOTHING;
  let isStart = true;
  for await (const chunk of (await openUserFile(path)).file.createReadStream() as AsyncIterable<Buffer>) {
    encoding ??= encodingOf(chunk.subarray(0, START));
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = wholeCharacters(bytes, encoding);
    rest = bytes.subarray(end);
    const text = decoded(bytes.subarray(0, end), encoding);
    yield isStart && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    isStart &&= text === '';
  }
  if (rest.length > 0) yield UNDECODABLE;
}

function encodingOf(start: Buffer): Encoding {
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

/** How many of the bytes come before a character, or a half of a pair, of which the rest is still to come. */
function wholeCharacters(bytes: Buffer, encoding: Encoding): number {
  if (encoding !== 'utf-8') return bytes.length - (bytes.length % 2);
  for (let i = bytes.length - 1; i >= Math.max(bytes.length - 3, 0); i--) {
    const byte = bytes[i] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return i + length > bytes.length ? i : bytes.length;
  }
  return bytes.length;
}

function decoded(bytes: Buffer, encoding: Encoding): string {
  if (encoding === 'utf-8') return decodedUtf8(bytes);
  // Halves of pairs stay as they are.
  return encoding === 'utf-16le' ? bytes.toString('utf16le') : Buffer.from(bytes).swap16().toString('utf16le');
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const REPLACEMENT = '\uFFFD';

function decodedUtf8(bytes: Buffer): string {
  try {
    return strict.decode(bytes);
  } catch {
    // Between every U+FFFD that was written as one, each that decoding makes stands for damage.
    let text = '';
    for (let at = 0; ;) {
      const next = bytes.indexOf(REPLACEMENT, at);
      const between = bytes.subarray(at, next < 0 ? bytes.length : next);
      text += lenient.decode(between).replaceAll(REPLACEMENT, UNDECODABLE);
      if (next < 0) return text;
      text += REPLACEMENT;
      at = next + Buffer.byteLength(REPLACEMENT);
    }
  }
}
