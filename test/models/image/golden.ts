import { readFile } from 'node:fs/promises';
import type { TensorData } from '../../../models/base/tensor.ts';
import { readSafetensors } from '../../../models/weights/safetensors.ts';

const FOLDER = new URL('../../fixtures/golden/', import.meta.url);

export const goldenFile = (name: string): Promise<Buffer> => readFile(new URL(name, FOLDER));

/** A tensor of a golden file, by name. */
export async function goldenTensors(file: string): Promise<(name: string) => TensorData> {
  const { tensors } = readSafetensors(await goldenFile(file), file);
  return (name) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`${file} has no ${name}`);
    return tensor;
  };
}
