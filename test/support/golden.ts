import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { TensorData } from '../../models/base/tensor.ts';
import { readSafetensors } from '../../models/weights/safetensors.ts';

/** Path of a file of test/fixtures/golden. */
export function goldenPath(file: string): string {
  return fileURLToPath(new URL(`../fixtures/golden/${file}`, import.meta.url));
}

/** Tensors of the published code by name, as float32 whatever their stored type. */
export class Golden extends Map<string, TensorData> {
  /** Throws where `get` would answer undefined. */
  tensor(name: string): TensorData {
    const tensor = this.get(name);
    if (!tensor) throw new RangeError(`the golden file has no tensor ${name}`);
    return tensor;
  }

  /** The only element of a tensor of size one. */
  scalar(name: string): number {
    const { data } = this.tensor(name);
    if (data.length !== 1) throw new RangeError(`the golden tensor ${name} has ${data.length} elements`);
    return data[0] as number;
  }

  /** Names that start with `prefix`, without it. */
  namesUnder(prefix: string): string[] {
    return [...this.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  }
}

export async function readGolden(file: string): Promise<Golden> {
  const path = goldenPath(file);
  return new Golden(readSafetensors(await readFile(path), path).tensors);
}

/** ‖a − b‖ / ‖b‖; NaN where either holds one, so that it fails any comparison. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`lengths differ: ${a.length} and ${b.length}`);
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i++) {
    difference += ((a[i] as number) - (b[i] as number)) ** 2;
    norm += (b[i] as number) ** 2;
  }
  return Math.sqrt(difference) / Math.sqrt(norm);
}
