import * as tf from '@tensorflow/tfjs';
import type { SamplingRule } from '../ops.ts';
import { withGradient } from './gradient.ts';

/**
 * Bilinear sampling of an image (N, H, W, C) at positions (N, P, 2), as PyTorch's grid_sample: x and y in 0..1 from the
 * centre of the first pixel to that of the last where corners are aligned, else from outer edge to outer edge. Returns
 * (N, P, C).
 */
export function sampleBilinear(image: tf.Tensor4D, positions: tf.Tensor3D, rule: SamplingRule): tf.Tensor3D {
  const [batch, height, width, channels] = image.shape;
  const frame: Frame = { batch, height: height + 2, width: width + 2, points: positions.shape[1], channels, rule };
  // A border of zeros makes every neighbour of a position exist, so no masks are needed.
  const border: [number, number] = [1, 1];
  const bordered = tf.pad(image, [[0, 0], border, border, [0, 0]]);
  const pixels = tf.reshape<tf.Rank.R2>(bordered, [batch * frame.height * frame.width, channels]);
  // Two nodes of the tape instead of one, so that the costly gradient of the image is computed only where something
  // before the image is trained.
  const sampled = sampleForImage(pixels, positions, frame);
  const samples = tf.add(sampled, zeroForPositions(pixels, positions, frame));
  return tf.reshape(samples, [batch, frame.points, channels]);
}

/** Sizes with the border. */
interface Frame {
  batch: number;
  height: number;
  width: number;
  points: number;
  channels: number;
  rule: SamplingRule;
}

/** The samples (N·P, C), differentiable by the pixels. */
function sampleForImage(pixels: tf.Tensor2D, positions: tf.Tensor3D, frame: Frame): tf.Tensor2D {
  return withGradient(
    [pixels],
    () => {
      const { indices, right, down } = neighbours(positions, frame);
      const [a, b, c, d] = gathered(pixels, indices);
      const top = tf.add(a, tf.mul(tf.sub(b, a), right));
      const bottom = tf.add(c, tf.mul(tf.sub(d, c), right));
      return { value: tf.add<tf.Tensor2D>(top, tf.mul(tf.sub(bottom, top), down)), saved: [positions] };
    },
    (dy, [at]) => {
      const { indices, right, down } = neighbours(at as tf.Tensor3D, frame);
      const [left, up] = [tf.sub(1, right), tf.sub(1, down)];
      const shares = [tf.mul(left, up), tf.mul(right, up), tf.mul(left, down), tf.mul(right, down)];
      const updates = tf.concat(
        shares.map((share) => tf.mul(dy, share)),
        0,
      );
      const rows = frame.batch * frame.height * frame.width;
      return [tf.scatterND(tf.expandDims(tf.concat([...indices], 0), 1), updates, [rows, frame.channels])];
    },
  );
}

/** Zeros (N·P, C) whose gradient by the positions is that of the samples. */
function zeroForPositions(pixels: tf.Tensor2D, positions: tf.Tensor3D, frame: Frame): tf.Tensor2D {
  return withGradient(
    [positions],
    () => ({
      value: tf.zeros<tf.Rank.R2>([frame.batch * frame.points, frame.channels]),
      saved: [pixels, positions],
    }),
    (dy, [image, at]) => {
      const { indices, right, down, columns, rows } = neighbours(at as tf.Tensor3D, frame);
      const [a, b, c, d] = gathered(image as tf.Tensor2D, indices);
      const along = (from: tf.Tensor, to: tf.Tensor, share: tf.Tensor): tf.Tensor => tf.mul(tf.sub(to, from), share);
      const byX = tf.add(along(a, b, tf.sub(1, down)), along(c, d, down));
      const byY = tf.add(along(a, c, tf.sub(1, right)), along(b, d, right));
      const total = (slope: tf.Tensor, { span, moves }: Coordinate): tf.Tensor =>
        tf.mul(tf.sum(tf.mul(dy, slope), 1, true), tf.mul(moves(), span));
      const gradient = tf.concat([total(byX, columns), total(byY, rows)], 1);
      return [tf.reshape(gradient, [frame.batch, frame.points, 2])];
    },
  );
}

/** Rows of the four pixels around each position, and where it lies between them: 0..1 to the right and down, (N·P, 1). */
function neighbours(positions: tf.Tensor3D, { batch, height, width, points, rule }: Frame) {
  const [x, y] = tf.split(tf.reshape(positions, [batch * points, 2]), 2, 1) as [tf.Tensor, tf.Tensor];
  const [columns, rows] = [coordinate(x, width, rule), coordinate(y, height, rule)];
  const firstColumn = tf.minimum(tf.floor(columns.at), width - 2);
  const firstRow = tf.minimum(tf.floor(rows.at), height - 2);
  const imageStart = tf.reshape(tf.tile(tf.mul(tf.range(0, batch), height * width).reshape([batch, 1]), [1, points]), [
    batch * points,
    1,
  ]);
  const first = tf.add(imageStart, tf.add(tf.mul(firstRow, width), firstColumn));
  const rowIndex = (offset: number): tf.Tensor1D =>
    tf.cast(tf.reshape(tf.add(first, offset), [batch * points]), 'int32');
  return {
    indices: [rowIndex(0), rowIndex(1), rowIndex(width), rowIndex(width + 1)] as const,
    right: tf.sub(columns.at, firstColumn),
    down: tf.sub(rows.at, firstRow),
    columns,
    rows,
  };
}

/** Positions along one axis of an image with its border, in pixels. */
interface Coordinate {
  at: tf.Tensor;
  /** Pixels between the positions 0 and 1. */
  span: number;
  /** 1 where a sample moves with its position, 0 where that is too far out. */
  moves: () => tf.Tensor;
}

function coordinate(position: tf.Tensor, length: number, { alignCorners, padding }: SamplingRule): Coordinate {
  // With the border, the centre of the first pixel lies on 1.
  const [span, start] = alignCorners ? [length - 3, 1] : [length - 2, 0.5];
  const [lowest, highest] = padding === 'zeros' ? [0, length - 1] : [1, length - 2];
  const free = tf.add(tf.mul(position, span), start);
  const at = tf.clipByValue(free, lowest, highest);
  return { at, span, moves: () => tf.cast(tf.equal(free, at), 'float32') };
}

type Indices = readonly [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];

function gathered(pixels: tf.Tensor2D, [a, b, c, d]: Indices): [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor] {
  return [tf.gather(pixels, a), tf.gather(pixels, b), tf.gather(pixels, c), tf.gather(pixels, d)];
}
