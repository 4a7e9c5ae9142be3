import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng } from '../../../models/image/encode.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { readerOf } from '../../../models/recognition/reader-registry.ts';
import { textRule, type TextRule } from '../../../models/metrics/text-accuracy.ts';
import type { Reader } from '../../../models/recognition/readers/reader.ts';
import type { Kind } from './real-text.ts';

export interface GateReader {
  name: string;
  rule: TextRule;
  read(images: readonly Raster[], kind: Kind): Promise<string[]>;
  dispose(): Promise<void>;
}

const WITH_ACCENTS = textRule('correct');
const withoutAccents: TextRule = (text) => WITH_ACCENTS(text).normalize('NFD').replaceAll(/\p{M}/gu, '');

/** One of our own readers; asked for what its alphabet can write, PP-OCR for no accents. */
export function ourReader(reader: Reader): GateReader {
  const rule = reader.alphabet ? textRule('correct', { alphabet: reader.alphabet }) : withoutAccents;
  return {
    name: readerOf(reader.id).name,
    rule,
    read: async (images) => (await reader.read(images)).map(({ text }) => text),
    dispose: () => reader.dispose(),
  };
}

/** Rows that tesseract reads well; smaller pictures are enlarged alike before and after restoring, and get a margin. */
const ROWS = 64;
const MARGIN = 12;

/** Debian's tesseract, with French for lines; undefined where it is not installed. */
export async function tesseractReader(): Promise<GateReader | undefined> {
  const listed = await tesseract(['--list-langs']).catch(() => undefined);
  if (listed === undefined) return undefined;
  const languages = listed.split('\n');
  const language = (kind: Kind) => (kind === 'lines' && languages.includes('fra') ? 'fra' : 'eng');
  return {
    name: 'tesseract',
    rule: WITH_ACCENTS,
    read: (images, kind) => readAll(images, ['-l', language(kind), '--psm', kind === 'lines' ? '7' : '8']),
    dispose: () => Promise.resolve(),
  };
}

async function readAll(images: readonly Raster[], options: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'palimpsest-tesseract-'));
  try {
    const files = images.map((_, i) => join(folder, `${i}.png`));
    for (const [i, image] of images.entries())
      await writeFile(files[i] as string, await encodePng(forTesseract(image)));
    const list = join(folder, 'list.txt');
    await writeFile(list, files.join('\n'));
    const output = await tesseract([list, 'stdout', ...options]);
    // Every picture ends with a form feed.
    const texts = output.split('\f').slice(0, images.length);
    if (texts.length < images.length) throw new Error(`tesseract read ${texts.length} of ${images.length} pictures`);
    return texts.map((text) => text.trim());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function forTesseract(image: Raster): Raster {
  const width = Math.max(1, Math.round((image.width * ROWS) / image.height));
  const { data } = resizeBicubic(image, width, ROWS);
  const [wide, high] = [width + 2 * MARGIN, ROWS + 2 * MARGIN];
  const framed = new Uint8Array(3 * wide * high);
  for (let y = 0, out = 0; y < high; y++) {
    const row = Math.min(ROWS - 1, Math.max(0, y - MARGIN));
    for (let x = 0; x < wide; x++, out += 3) {
      const at = 3 * (row * width + Math.min(width - 1, Math.max(0, x - MARGIN)));
      framed.set(data.subarray(at, at + 3), out);
    }
  }
  return { width: wide, height: high, data: framed };
}

function tesseract(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('tesseract', args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, OMP_THREAD_LIMIT: '1' },
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new Error(`tesseract ended with exit code ${code}`));
    });
  });
}
