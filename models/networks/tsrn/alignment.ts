import type { Ops } from '../../interpreters/ops.ts';
import { tsrnPlanes, type TsrnConfig } from './tsrn.ts';

/** Size to which the input is stretched before localisation, and control points of the spline (published values). */
export const LOCALISER_INPUT = { height: 32, width: 64 } as const;
export const CONTROL_POINTS = 20;
export const TARGET_MARGIN = 0.05;

/**
 * Central alignment (the paper's “central alignment”): a spatial transformer that straightens a training input so that it lies over its HR
 * crop. Training only; inference feeds the network the crop as it is.
 *
 * (N, planes, H, W) → (N, planes, H, W). The published code samples the *stretched* image, and so does this.
 */
export function align<T>(ops: Ops<T>, config: TsrnConfig, size: { height: number; width: number }, x: T): T {
  const stretched = ops.resizeBilinear(x, LOCALISER_INPUT.height, LOCALISER_INPUT.width);
  const points = localise(ops, tsrnPlanes(config), stretched);
  const plate = { name: 'tps', controlPoints: CONTROL_POINTS, margin: TARGET_MARGIN, ...size };
  return ops.thinPlateSpline(stretched, points, plate);
}

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
