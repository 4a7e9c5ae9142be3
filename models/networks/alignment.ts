import { sizeOf } from '../base/tensor.ts';
import type { Ops, SplineLayer } from '../interpreters/ops.ts';
import type { ParameterSpec } from '../interpreters/spec/network-spec.ts';
import { edgePoints, splineConstants } from '../interpreters/thin-plate-spline.ts';
import type { Random } from '../training/random.ts';

/** Size to which the input is stretched before localisation, and control points of the spline (published values). */
const LOCALISER_INPUT = { height: 32, width: 64 } as const;
export const CONTROL_POINTS = 20;
const TARGET_MARGIN = 0.05;
/** Of the source control points with which the published training begins. */
const PUBLISHED_SOURCE_MARGIN = 0.01;

/** The spline of published alignment networks, but for the size that it puts out. */
export const SPLINE = {
  name: 'tps',
  controlPoints: CONTROL_POINTS,
  margin: TARGET_MARGIN,
} satisfies Partial<SplineLayer>;

/**
 * Central alignment (the TextZoom paper's “central alignment”): a spatial transformer that straightens a training input so
 * that it lies over its HR crop. Training only; inference feeds a super-resolution network the crop as it is.
 *
 * (N, planes, H, W) → (N, planes, H, W). The published code samples the *stretched* image, and so does this.
 */
export function align<T>(ops: Ops<T>, planes: number, size: { height: number; width: number }, x: T): T {
  const stretched = stretch(ops, x);
  return ops.thinPlateSpline(stretched, localise(ops, planes, stretched), { ...SPLINE, ...size });
}

/** (N, planes, H, W) → (N, planes, 32, 64), what `localise` looks at. */
export const stretch = <T>(ops: Ops<T>, x: T): T =>
  ops.resizeBilinear(x, LOCALISER_INPUT.height, LOCALISER_INPUT.width);

/** (N, planes, 32, 64) → source control points (N, 40): x, y in 0..1, ten along the top edge, ten along the bottom. */
export function localise<T>(ops: Ops<T>, planes: number, x: T): T {
  const widths = [32, 64, 128, 256, 256, 256];
  let y = x;
  let channels = planes;
  widths.forEach((out, i) => {
    const name = `stn_head.stn_convnet.${2 * i}`;
    y = ops.conv2d(y, { name: `${name}.0`, in: channels, out, kernel: 3, padding: 1 });
    y = ops.relu(ops.batchNorm(y, { name: `${name}.1`, channels: out }));
    if (i < widths.length - 1) y = ops.maxPool(y, { kernel: [2, 2], stride: [2, 2], padding: [0, 0] });
    channels = out;
  }); // (N, 256, 1, 2)
  let features = ops.linear(ops.flatten(y), { name: 'stn_head.stn_fc1.0', in: 512, out: 512 });
  features = ops.relu(ops.batchNorm(features, { name: 'stn_head.stn_fc1.1', channels: 512 }));
  return ops.linear(ops.scale(features, 0.1), { name: 'stn_head.stn_fc2', in: 512, out: 2 * CONTROL_POINTS });
}

/**
 * What a parameter of the alignment network holds before anything is learnt, at inputs of `size`; undefined where the usual
 * initialisation serves. Convolutions and linear layers are normal (He et al., as published), and the last layer answers fixed
 * control points for every image. `correct`: source control points on the target ones, so that it first leaves images
 * alone. `compatible`: at the published margin of 0.01, which first shrinks images by 8 % and smears their edges.
 */
export function alignmentStart(
  { name, role, shape }: ParameterSpec,
  size: { height: number; width: number },
  { random, mode }: { random: Random; mode: 'correct' | 'compatible' },
): ArrayLike<number> | undefined {
  if (name.startsWith('tps.')) return splineConstant(name, size);
  if (!name.startsWith('stn_head.')) return undefined;
  const filled = (value: () => number) => Float64Array.from({ length: sizeOf(shape) }, value);
  if (name === 'stn_head.stn_fc2.bias') {
    return edgePoints(CONTROL_POINTS, mode === 'correct' ? TARGET_MARGIN : PUBLISHED_SOURCE_MARGIN);
  }
  if (name === 'stn_head.stn_fc2.weight' || role === 'bias') return filled(() => 0);
  if (role === 'linear') return filled(() => 0.001 * random.normal());
  if (role !== 'convolution') return undefined;
  const [out = 1, , height = 1, width = 1] = shape;
  const deviation = Math.sqrt(2 / (out * height * width));
  return filled(() => deviation * random.normal());
}

/** Constants of the thin-plate spline; undefined for `padding_matrix`, the values of its affine part, which are 0. */
function splineConstant(name: string, size: { height: number; width: number }): Float64Array | undefined {
  const constants = splineConstants({ controlPoints: CONTROL_POINTS, margin: TARGET_MARGIN, ...size });
  if (name.endsWith('.inverse_kernel')) return constants.inverseKernel;
  if (name.endsWith('.target_coordinate_repr')) return constants.targetRepresentation;
  return name.endsWith('.target_control_points') ? constants.targetControlPoints : undefined;
}
