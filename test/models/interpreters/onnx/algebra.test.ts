import { describe, expect, test } from 'vitest';
import { beforeShuffle, type ConvWeights } from '../../../../models/interpreters/onnx/algebra.ts';
import { randomNumbers } from './random-weights.ts';

interface Image {
  channels: number;
  height: number;
  width: number;
  data: Float64Array;
}

function image(
  channels: number,
  height: number,
  width: number,
  fill: (c: number, y: number, x: number) => number,
): Image {
  const data = new Float64Array(channels * height * width);
  for (let i = 0; i < data.length; i++) {
    data[i] = fill(Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width);
  }
  return { channels, height, width, data };
}

function at({ height, width, data }: Image, c: number, y: number, x: number): number {
  const isInside = y >= 0 && y < height && x >= 0 && x < width;
  return isInside ? (data[(c * height + y) * width + x] ?? NaN) : 0;
}

function convolved(input: Image, { out, kernel, weight, bias }: ConvWeights): Image {
  const reach = (kernel - 1) / 2;
  return image(out, input.height, input.width, (o, y, x) => {
    let sum = bias[o] ?? NaN;
    for (let c = 0; c < input.channels; c++) {
      for (let dy = 0; dy < kernel; dy++) {
        for (let dx = 0; dx < kernel; dx++) {
          const w = weight[((o * input.channels + c) * kernel + dy) * kernel + dx] ?? NaN;
          sum += w * at(input, c, y + dy - reach, x + dx - reach);
        }
      }
    }
    return sum;
  });
}

function shuffled(input: Image, r: number): Image {
  return image(input.channels / r ** 2, input.height * r, input.width * r, (c, y, x) =>
    at(input, c * r ** 2 + (y % r) * r + (x % r), Math.floor(y / r), Math.floor(x / r)),
  );
}

describe('a convolution taken before a pixel shuffle', () => {
  test.each([
    { factor: 2, kernel: 3 },
    { factor: 2, kernel: 9 },
    { factor: 3, kernel: 5 },
    { factor: 4, kernel: 1 },
  ])('equals the one after it: factor $factor, kernel $kernel', ({ factor, kernel }) => {
    const random = randomNumbers(factor * 10 + kernel);
    const conv: ConvWeights = {
      out: 2,
      in: 2,
      kernel,
      weight: Float64Array.from({ length: 4 * kernel ** 2 }, random),
      bias: Float64Array.from({ length: 2 }, random),
    };
    const input = image(2 * factor ** 2, 3, 4, random);
    const after = convolved(shuffled(input, factor), conv);
    const before = shuffled(convolved(input, beforeShuffle(conv, factor)), factor);
    expect(before.data.length).toBe(after.data.length);
    const largest = Math.max(...before.data.map((value, i) => Math.abs(value - (after.data[i] ?? NaN))));
    expect(largest).toBeLessThan(1e-12);
  });
});
