import type { ConstantValue, Ops, PoolLayer } from '../../interpreters/ops.ts';

/** Size of the input and of what it is rectified to. */
export const MORAN_SIZE = { height: 32, width: 100 } as const;
const { height: HEIGHT, width: WIDTH } = MORAN_SIZE;
const PIXELS = HEIGHT * WIDTH;

/** The offsets that the network answers, before they are spread over the image. */
const OFFSETS = { height: 3, width: 11 } as const;

const HALVE: PoolLayer = { kernel: [2, 2], stride: [2, 2], padding: [0, 0] };
const NEIGHBOURS: PoolLayer = { kernel: [2, 2], stride: [1, 1], padding: [0, 0] };

/** `index`: place of the convolution in the published sequence; its normalisation is the next. */
const LAYERS = [
  { index: 1, in: 1, out: 64, pool: true },
  { index: 5, in: 64, out: 128, pool: true },
  { index: 9, in: 128, out: 64, pool: false },
  { index: 12, in: 64, out: 16, pool: false },
  { index: 15, in: 16, out: 1, pool: false },
] as const;

/**
 * MORN, the multi-object rectification network (§3.1 of the paper): (N, 1, 32, 100) → the same shape, with every column's
 * pixels moved up or down. With each of `refinements` the result is looked at again, and what it still lacks is added to the
 * offsets; the published code does so once when it reads, and never in training.
 */
export function rectify<T>(ops: Ops<T>, alignCorners: boolean, x: T, refinements: number): T {
  const rule = { alignCorners, padding: 'zeros' } as const;
  const base = ops.constant('MORN.grid', baseGrid());
  const down = ops.constant('MORN.down', { shape: [1, 1, 2], data: Float32Array.of(0, 1) });
  let offsets = offsetsOf(ops, alignCorners, x);
  const sampled = () =>
    ops.gridSample(x, ops.reshape(ops.addBroadcast(base, ops.multiply(offsets, down)), [-1, HEIGHT, WIDTH, 2]), rule);
  let rectified = sampled();
  for (let i = 0; i < refinements; i++) {
    offsets = ops.add(offsets, offsetsOf(ops, alignCorners, rectified));
    rectified = sampled();
  }
  return rectified;
}

/** (N, 1, 32, 100) → how far every pixel is fetched from below, in half heights: (N, 3200, 1). */
function offsetsOf<T>(ops: Ops<T>, alignCorners: boolean, x: T): T {
  let y = ops.maxPool(x, HALVE);
  LAYERS.forEach(({ index, in: channels, out, pool }, i) => {
    y = ops.conv2d(y, { name: `MORN.cnn.${index}`, in: channels, out, kernel: 3, padding: 1 });
    y = ops.batchNorm(y, { name: `MORN.cnn.${index + 1}`, channels: out });
    if (i < LAYERS.length - 1) y = ops.relu(y);
    if (pool) y = ops.maxPool(y, HALVE);
  }); // (N, 1, 4, 12)
  const ups = ops.maxPool(ops.relu(y), NEIGHBOURS);
  const downs = ops.maxPool(ops.relu(ops.scale(y, -1)), NEIGHBOURS);
  const coarse = ops.reshape(ops.subtract(ups, downs), [-1, OFFSETS.height * OFFSETS.width]);
  const spread = ops.constant(`MORN.spread`, spreading(alignCorners));
  return ops.reshape(ops.matmul(coarse, spread), [0, -1, 1]);
}

/** (1, 3200, 2): x and y of every pixel, −1 and 1 at the outermost. */
function baseGrid(): ConstantValue {
  const data = new Float32Array(2 * PIXELS);
  for (let i = 0; i < PIXELS; i++) {
    data[2 * i] = place(i % WIDTH, WIDTH);
    data[2 * i + 1] = place(Math.floor(i / WIDTH), HEIGHT);
  }
  return { shape: [1, PIXELS, 2], data };
}

const place = (pixel: number, length: number): number => (2 * pixel) / (length - 1) - 1;

/** (33, 3200): the share of every coarse offset in every pixel's, by bilinear sampling at the base grid. */
function spreading(alignCorners: boolean): ConstantValue {
  const data = new Float32Array(OFFSETS.height * OFFSETS.width * PIXELS);
  const [rows, columns] = [
    shares(OFFSETS.height, HEIGHT, alignCorners),
    shares(OFFSETS.width, WIDTH, alignCorners),
  ] as const;
  for (let i = 0; i < data.length; i++) {
    const [coarse, pixel] = [Math.floor(i / PIXELS), i % PIXELS];
    const row = rows[Math.floor(pixel / WIDTH)]?.[Math.floor(coarse / OFFSETS.width)] ?? 0;
    data[i] = row * (columns[pixel % WIDTH]?.[coarse % OFFSETS.width] ?? 0);
  }
  return { shape: [OFFSETS.height * OFFSETS.width, PIXELS], data };
}

/** For every one of `length` places the shares of `count` values along one axis; beyond the outer values there are zeros. */
function shares(count: number, length: number, alignCorners: boolean): number[][] {
  return Array.from({ length }, (_, pixel) => {
    const from0 = (place(pixel, length) + 1) / 2;
    const at = alignCorners ? from0 * (count - 1) : from0 * count - 0.5;
    return Array.from({ length: count }, (_unused, i) => Math.max(0, 1 - Math.abs(at - i)));
  });
}
