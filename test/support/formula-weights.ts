import { sizeOf, type StateDict, type TensorData } from '../../models/base/tensor.ts';
import { edgePoints, splineConstants, type SplineConstants } from '../../models/interpreters/thin-plate-spline.ts';
import { networkSpec, type NetworkConfig } from '../../models/networks/registry.ts';

/**
 * Weights that the golden files of networks without stored weights were made with: every tensor is a formula of its
 * published name. `gain` stands in a file's metadata.
 */
export function formulaWeights(config: NetworkConfig, gain = 1, spline = { height: 32, width: 100 }): StateDict {
  const constants = splineConstants({ controlPoints: 20, margin: 0.05, ...spline });
  const buffers: Record<string, Float64Array> = {
    'tps.inverse_kernel': constants.inverseKernel,
    'tps.target_coordinate_repr': publishedRepresentation(constants, spline),
    'tps.target_control_points': constants.targetControlPoints,
  };
  return new Map(
    networkSpec(config, 'training').parameters.map(({ name, shape, role }): [string, TensorData] => {
      const isBuffer = role === 'constant' || role === 'counter';
      const data = isBuffer
        ? Float32Array.from(buffers[name] ?? new Float64Array(sizeOf(shape)))
        : filled(name, shape, gain);
      return [name, { shape, data }];
    }),
  );
}

/** Kernel values as the published code computes them, in float32 step by step, which is not the last word of float64. */
function publishedRepresentation(
  { targetControlPoints, targetRepresentation }: SplineConstants,
  { height, width }: { height: number; width: number },
): Float64Array {
  const points = targetControlPoints.length / 2;
  return targetRepresentation.map((value, i) => {
    const [pixel, k] = [Math.floor(i / (points + 3)), i % (points + 3)];
    if (k >= points) return Math.fround(value);
    const [x, y] = [Math.fround((pixel % width) / (width - 1)), Math.fround(Math.floor(pixel / width) / (height - 1))];
    const [dx, dy] = [x, y].map((at, axis) =>
      Math.fround(at - Math.fround(targetControlPoints[2 * k + axis] as number)),
    );
    const squared = Math.fround(Math.fround((dx as number) ** 2) + Math.fround((dy as number) ** 2));
    return squared === 0 ? 0 : Math.fround(Math.fround(0.5 * squared) * Math.fround(Math.log(squared)));
  });
}

/** `count` values in −1..1 that follow from the name: mulberry32, seeded with the name's FNV-1a. */
export function formulaNoise(name: string, count: number): Float32Array {
  let seed = 2166136261;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 16777619);
  return Float32Array.from({ length: count }, (_, i) => {
    const a = (seed + Math.imul(i + 1, 0x6d2b79f5)) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  });
}

function filled(name: string, shape: readonly number[], gain: number): Float32Array {
  const values = Float64Array.from(formulaNoise(name, sizeOf(shape)));
  const each = (change: (u: number, i: number) => number) => Float32Array.from(values.map((u, i) => change(u, i)));
  const inputs = sizeOf(shape) / (shape[0] ?? 1);
  if (name.endsWith('running_mean')) return each((u) => 0.2 * u);
  if (name.endsWith('running_var')) return each((u) => 1 + 0.5 * u);
  if (/(tgt_embedding\.weight|char_embeddings)$/.test(name)) return each((u) => u);
  if (/(decoder\.fc\.weight|generator\.weight)$/.test(name)) return each((u) => 8 * u * Math.sqrt(3 / inputs));
  if (name.endsWith('stn_fc2.weight')) return each((u) => 0.02 * u);
  if (name.endsWith('stn_fc2.bias')) {
    const start = edgePoints(20, 0.01);
    return each((u, i) => (start[i] as number) + 0.03 * u);
  }
  if (shape.length === 1 && name.endsWith('weight')) {
    return values.length > 1 ? each((u) => 1 + 0.4 * u) : each((u) => 0.25 + 0.1 * u);
  }
  if (shape.length === 1) return each((u) => 0.1 * u);
  return each((u) => u * Math.sqrt((3 * (shape.length === 4 ? gain : 1)) / inputs));
}
