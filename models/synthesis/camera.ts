import { Transformer } from '@napi-rs/image';
import { decodeImage } from '../image/decode.ts';
import { ppmOf } from '../image/encode.ts';
import type { Raster } from '../image/raster.ts';
import { resizeBicubic } from '../image/resize.ts';
import type { Random } from '../training/random.ts';
import { blurred, type LightField, spreadOf, toLight, toRaster } from './light.ts';
import type { DegradationRecipe } from './recipe.ts';
import type { Misalignment } from './view.ts';

/** Least blur of any lens, in pixels. */
const LEAST_SIGMA = 0.15;
/** σ in LR pixels of the smoothing that cameras take noise away with. */
const DENOISING = 0.8;

/** HR as a good camera sees it: a lens as soft as that of real HR, hardly any noise. */
export function goodPhotograph(seen: LightField, { soft }: DegradationRecipe, random: Random): Raster {
  const sigma = Math.max(LEAST_SIGMA, random.uniform(...soft));
  const sharp = blurred(seen, spreadOf({ along: sigma, across: sigma, angle: 0, motion: 0, course: 0 }));
  return toRaster(withNoise(sharp, random.uniform(0, 0.8), random));
}

/** How the poor camera is off the good one. */
export function misalignment({ shift, scale, rotation }: DegradationRecipe, random: Random): Misalignment {
  const drawn = () => random.uniform(-1, 1);
  return {
    x: drawn() * shift,
    // Lines are low: the same shift would move a third of them out of the crop.
    y: 0.5 * drawn() * shift,
    scale: 1 + drawn() * scale,
    angle: (drawn() * rotation * Math.PI) / 180,
  };
}

/**
 * LR as a poor camera sees it, from light at HR's size: optics and motion blur, colours, a smaller size on the way, half the
 * size, noise of the sensor, JPEG. `severity` 0..1 chooses within the ranges of blur and noise, so that it tells how hard a
 * picture will be.
 */
export async function poorPhotograph(
  seen: LightField,
  recipe: DegradationRecipe,
  severity: number,
  random: Random,
): Promise<Raster> {
  const within = ([least, most]: readonly [number, number]) =>
    least + (most - least) * Math.min(1, Math.max(0, severity + random.uniform(-0.15, 0.15)));
  const sigma = Math.max(LEAST_SIGMA, within(recipe.blur));
  const isMoving = random.next() < recipe.motion.share;
  const light = blurred(
    seen,
    spreadOf({
      along: sigma,
      across: Math.max(LEAST_SIGMA, sigma * random.uniform(0.8, 1)),
      angle: random.uniform(0, Math.PI),
      motion: isMoving ? random.uniform(...recipe.motion.length) : 0,
      course: random.uniform(0, Math.PI),
    }),
  );
  const [width, height] = [halved(seen.width), halved(seen.height)];
  let raster = toRaster(coloured(light, recipe, random));
  if (random.next() < recipe.resampling.share) {
    const share = random.uniform(recipe.resampling.least, 1);
    raster = resizeBicubic(raster, Math.max(2, Math.round(share * width)), Math.max(2, Math.round(share * height)));
  }
  raster = random.next() < 0.5 ? resizeBicubic(raster, width, height) : resizeByArea(raster, width, height);
  const isDenoised = random.next() < recipe.denoised;
  raster = toRaster(withNoise(toLight(raster), within(recipe.noise), random, isDenoised));
  if (random.next() >= recipe.jpeg.share) return raster;
  return throughJpeg(raster, Math.round(random.uniform(...recipe.jpeg.quality)));
}

/** HR's light at half the size, hardly softer and without noise: as a scan or a screen shows small text. */
export function cleanHalf(hr: Raster, random: Random): Raster {
  const [width, height] = [halved(hr.width), halved(hr.height)];
  return random.next() < 0.5 ? resizeBicubic(hr, width, height) : resizeByArea(hr, width, height);
}

/** LR of a text as the published loader makes it: HR at half the size, by Pillow's bicubic kernel. */
export const bicubicHalf = (hr: Raster): Raster => resizeBicubic(hr, halved(hr.width), halved(hr.height));

/** HR blurred by a Gaussian, then every second pixel's mean. */
export function gaussianHalf(hr: Raster, random: Random): Raster {
  const sigma = random.uniform(0.8, 1.6);
  const soft = blurred(toLight(hr), spreadOf({ along: sigma, across: sigma, angle: 0, motion: 0, course: 0 }));
  return resizeByArea(toRaster(soft), halved(hr.width), halved(hr.height));
}

export const halved = (pixels: number): number => Math.max(1, Math.floor(pixels / 2));

function coloured({ width, height, data }: LightField, recipe: DegradationRecipe, random: Random): LightField {
  const [gain, gamma] = [random.uniform(...recipe.gain), random.uniform(...recipe.gamma)];
  const tints = [0, 1, 2].map(() => 1 + random.uniform(-1, 1) * recipe.tint);
  const value = (one: number, i: number): number =>
    255 * Math.min(1, Math.max(0, one / 255)) ** gamma * gain * (tints[i % 3] as number);
  return { width, height, data: data.map(value) };
}

/**
 * Noise of σ `sigma` in mid-grey, less in the dark and more in the light, as photons and sensors have it. Denoised, it is
 * smoothed: cameras leave blotches of a few pixels.
 */
function withNoise({ width, height, data }: LightField, sigma: number, random: Random, isDenoised = false): LightField {
  if (sigma < 0.05) return { width, height, data };
  const drawn = data.map((value) => random.normal() * sigma * Math.sqrt(0.5 + Math.max(0, value) / 255));
  const smooth = spreadOf({ along: DENOISING, across: DENOISING, angle: 0, motion: 0, course: 0 });
  const noise = isDenoised ? blurred({ width, height, data: drawn }, smooth).data : drawn;
  return { width, height, data: data.map((value, i) => value + (noise[i] as number)) };
}

/** The mean over the area of every new pixel. */
function resizeByArea(raster: Raster, width: number, height: number): Raster {
  const across = shares(raster.width, width);
  const down = shares(raster.height, height);
  const data = new Uint8Array(3 * width * height);
  for (let row = 0, out = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let c = 0; c < 3; c++, out++) {
        let sum = 0;
        for (const [y, high] of down[row] as Share[]) {
          for (const [x, wide] of across[column] as Share[]) {
            sum += high * wide * (raster.data[3 * (y * raster.width + x) + c] as number);
          }
        }
        data[out] = Math.round(sum);
      }
    }
  }
  return { width, height, data };
}

type Share = readonly [index: number, weight: number];

/** Which old positions make up each new one, with what weight. */
function shares(from: number, to: number): Share[][] {
  const size = from / to;
  return Array.from({ length: to }, (_, i) => {
    const [start, end] = [i * size, (i + 1) * size];
    const list: Share[] = [];
    for (let at = Math.floor(start); at < Math.min(from, Math.ceil(end - 1e-9)); at++) {
      list.push([at, (Math.min(end, at + 1) - Math.max(start, at)) / size]);
    }
    return list;
  });
}

async function throughJpeg(raster: Raster, quality: number): Promise<Raster> {
  const bytes = await new Transformer(ppmOf(raster)).jpeg(quality);
  const { width, height, data } = await decodeImage(bytes, 'a picture in the making');
  return { width, height, data };
}
