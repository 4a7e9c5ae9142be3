import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage, readHeader } from '../image/decode.ts';
import { recogniseImage } from '../image/signature.ts';
import { asProblem, Problem } from '../base/problem.ts';
import type { Scene } from './scene.ts';
import type { View } from './view.ts';
import { readUserFile, readUserText } from '../base/user-file.ts';

export interface RealCrop {
  file: string;
  text: string;
  width: number;
  height: number;
}

/** Real crops of text, large enough to be HR. */
export interface RealCrops {
  folder: string;
  /** Of the labels. */
  sha256: string;
  crops: readonly RealCrop[];
}

/**
 * The crops that a folder's `labels.tsv` lists (file, tab, text), those with fewer rows than `rows` left out. Throws
 * `not-found` for a folder or a listed picture that is not there, `not-an-image`, and `bad-argument` where no crop is left.
 */
export async function loadRealCrops(folder: string, rows: number): Promise<RealCrops> {
  const labels = join(folder, 'labels.tsv');
  const text = await readUserText(labels).catch((error: unknown) => {
    throw asProblem(error, labels, 'read');
  });
  const crops: RealCrop[] = [];
  for (const line of text.split(/\r?\n/u)) {
    const [file, label] = line.split('\t');
    if (!file || label === undefined) continue;
    const path = join(folder, file);
    const bytes = await readUserFile(path).catch((error: unknown) => {
      throw asProblem(error, path, 'read');
    });
    const { width, height } = readHeader({ name: path, format: recogniseImage(bytes, path), bytes });
    if (height >= rows && width * 2 >= height) crops.push({ file: path, text: label.trim(), width, height });
  }
  if (crops.length === 0) {
    throw new Problem('no-real-crops', { file: labels, rows });
  }
  return { folder, sha256: createHash('sha256').update(text).digest('hex'), crops };
}

/** A crop as something for cameras to look at. Throws what `decodeImage` throws. */
export async function realScene(
  { folder }: RealCrops,
  { file }: RealCrop,
): Promise<{ scene: Scene; source: { file: string; sha256: string } }> {
  await stat(folder).catch((error: unknown) => {
    throw asProblem(error, folder, 'read');
  });
  const bytes = await readUserFile(file);
  const { width, height, data: rgb } = await decodeImage(bytes, file);
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0, at = 0; i < rgb.length; i += 3, at += 4) data.set(rgb.subarray(i, i + 3), at);
  const scene = { width, height, data, ink: { left: 0, top: 0, right: width, bottom: height } };
  return { scene, source: { file, sha256: createHash('sha256').update(bytes).digest('hex') } };
}

/** All rows of a scene and a share of its columns, from `start` on (shares of its width). */
export function sceneView({ width, height }: Scene, share: number, start: number): View {
  const [left, right] = [start * width, (start + share) * width];
  return {
    corners: [
      [left, 0],
      [right, 0],
      [right, height],
      [left, height],
    ],
    arc: 0,
  };
}
