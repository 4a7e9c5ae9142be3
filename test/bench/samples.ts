import { link, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeImage } from '../../models/image/decode.ts';
import { encodePng } from '../../models/image/encode.ts';
import type { Raster } from '../../models/image/raster.ts';
import { resizeBicubic } from '../../models/image/resize.ts';

const DEMO = fileURLToPath(new URL('../../resources/demo/', import.meta.url));

/** The LR crops of the demo, all of them, at one size. */
export async function crops(width: number, height: number): Promise<Raster[]> {
  const rasters: Raster[] = [];
  for (const subset of ['easy', 'medium', 'hard']) {
    for (const name of (await readdir(join(DEMO, subset, 'lr'))).sort()) {
      const path = join(DEMO, subset, 'lr', name);
      rasters.push(resizeBicubic(await decodeImage(await readFile(path), path), width, height));
    }
  }
  return rasters;
}

/** Fills `folder` with `count` PNGs of text crops 16 pixels high, whose widths go round `widths`. */
export async function writeCrops(folder: string, count: number, widths: readonly number[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const width of widths) {
    for (const [i, raster] of (await crops(width, 16)).entries()) {
      files.push(join(folder, `${width}-${i}.png`));
      await writeFile(files.at(-1) as string, await encodePng(raster));
    }
  }
  for (let i = files.length; i < count; i++) {
    const source = files[i % files.length] as string;
    await link(source, join(folder, `${i}.png`));
  }
}
