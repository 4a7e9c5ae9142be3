import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { flippedFilter, summedColumns, transposedMatrix } from './layout-kernels.ts';

/**
 * Kernels that training needs and that the WebAssembly backend lacks (Conv2DBackpropFilter, UnsortedSegmentSum), has
 * slow (Conv2DBackpropInput, Tanh, Transpose) or has wrong (MaxPoolGrad, for windows whose maximum is not positive), and one of
 * ours (`fused-kernels.ts`). They take the place of the originals for backend 'wasm' only. NHWC throughout, filters
 * (height, width, in, out).
 */
export function registerWasmKernels(): void {
  const slowInputGradient = kernelOf('Conv2DBackpropInput');
  const slowTranspose = kernelOf('Transpose');
  override('Conv2DBackpropFilter', convolutionFilterGradient);
  override('Conv2DBackpropInput', (args) => convolutionInputGradient(args, slowInputGradient));
  override('MaxPoolGrad', maxPoolGradient);
  override('PalimpsestColumnSums', (args) => summedColumns(args.backend, input(args, 'x')));
  override('Tanh', tanh);
  override('Transpose', (args) => {
    const x = input(args, 'x');
    const isMatrix = String(args.attrs.perm) === '1,0' && x.dtype === 'float32';
    return isMatrix ? transposedMatrix(args.backend, x) : slowTranspose(args);
  });
  override('UnsortedSegmentSum', unsortedSegmentSum);
}

type Inputs = Readonly<Record<string, tf.TensorInfo>> | readonly tf.TensorInfo[];
interface KernelArgs {
  inputs: Inputs;
  attrs: Record<string, unknown>;
  backend: BackendWasm;
}
type Kernel = (args: KernelArgs) => tf.TensorInfo;
type Shape4 = [number, number, number, number];
type Shape2 = [number, number];

function kernelOf(name: string): Kernel {
  const config = tf.getKernel(name, 'wasm');
  return config.kernelFunc as unknown as Kernel;
}

function override(kernelName: string, kernel: Kernel) {
  // Re-registration of a known kernel warns; take the original away first, with the set-up it keeps for itself.
  const original = tf.getKernel(kernelName, 'wasm') as tf.KernelConfig | null;
  if (original) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: kernel as unknown as tf.KernelFunc,
    ...(original?.setupFunc && { setupFunc: original.setupFunc }),
  });
}

/** Runs kernels on bare tensor handles and frees every one of them, and what else is kept, but not the result. */
function composed(backend: BackendWasm, compute: (run: Run, keep: Keep) => tf.TensorInfo): tf.TensorInfo {
  const made: tf.TensorInfo[] = [];
  let result: tf.TensorInfo | undefined;
  const keep: Keep = (info) => {
    made.push(info);
    return info;
  };
  const run: Run = (kernel, inputs, attrs) => keep(kernelOf(kernel)({ inputs, attrs, backend }));
  try {
    result = compute(run, keep);
    return result;
  } finally {
    for (const info of made) if (info !== result) backend.disposeData(info.dataId);
  }
}
type Keep = (info: tf.TensorInfo) => tf.TensorInfo;
type Run = (kernel: string, inputs: Inputs, attrs: Record<string, unknown>) => tf.TensorInfo;

function input(args: KernelArgs, name: string): tf.TensorInfo {
  const info = (args.inputs as Readonly<Record<string, tf.TensorInfo>>)[name];
  if (!info) throw new RangeError(`a gradient kernel got no input ${name}`);
  return info;
}

/**
 * dL/dfilter: for every filter tap, (channels in × positions) · (positions × channels out). The input is brought to
 * channels-first once, so each tap is one slice and one plain product; transposed products are slow in this backend.
 */
function convolutionFilterGradient(args: KernelArgs): tf.TensorInfo {
  const x = input(args, 'x');
  const dy = input(args, 'dy');
  const [kernelHeight, kernelWidth, channels, filters] = args.attrs.filterShape as Shape4;
  const conv = geometry(x.shape as Shape4, [kernelHeight, kernelWidth, channels, filters], args.attrs);
  const { top, bottom, left, right } = conv.padInfo;
  const [batch, outHeight, outWidth] = dy.shape as Shape4;
  const positions = batch * outHeight * outWidth;
  return composed(args.backend, (run) => {
    const padded =
      top + bottom + left + right === 0
        ? x
        : run(
            'PadV2',
            { x },
            {
              paddings: [
                [0, 0],
                [top, bottom],
                [left, right],
                [0, 0],
              ],
              constantValue: 0,
            },
          );
    const planes = run('Transpose', { x: padded }, { perm: [3, 0, 1, 2] });
    const dyMatrix = run('Reshape', { x: dy }, { shape: [1, positions, filters] });
    const taps: tf.TensorInfo[] = [];
    for (let i = 0; i < kernelHeight; i++) {
      for (let j = 0; j < kernelWidth; j++) {
        const window = run(
          'StridedSlice',
          { x: planes },
          {
            begin: [0, 0, i, j],
            end: [
              channels,
              batch,
              i + (outHeight - 1) * conv.strideHeight + 1,
              j + (outWidth - 1) * conv.strideWidth + 1,
            ],
            strides: [1, 1, conv.strideHeight, conv.strideWidth],
            beginMask: 0,
            endMask: 0,
            ellipsisMask: 0,
            newAxisMask: 0,
            shrinkAxisMask: 0,
          },
        );
        const a = run('Reshape', { x: window }, { shape: [1, channels, positions] });
        taps.push(run('BatchMatMul', { a, b: dyMatrix }, { transposeA: false, transposeB: false }));
      }
    }
    const [only] = taps;
    const stacked = taps.length === 1 && only ? only : run('Concat', taps, { axis: 0 });
    return run('Reshape', { x: stacked }, { shape: [kernelHeight, kernelWidth, channels, filters] });
  });
}

/** dL/dinput of a convolution with stride 1: dy convolved with the filter flipped in both directions and in↔out. */
function convolutionInputGradient(args: KernelArgs, original: Kernel): tf.TensorInfo {
  const dy = input(args, 'dy');
  const filter = input(args, 'filter');
  const [kernelHeight, kernelWidth] = filter.shape as Shape4;
  const conv = geometry(args.attrs.inputShape as Shape4, filter.shape as Shape4, args.attrs);
  const { top, bottom, left, right } = conv.padInfo;
  const rows: Shape2 = [kernelHeight - 1 - top, kernelHeight - 1 - bottom];
  const columns: Shape2 = [kernelWidth - 1 - left, kernelWidth - 1 - right];
  const plain = conv.strideHeight === 1 && conv.strideWidth === 1 && Math.min(...rows, ...columns) >= 0;
  if (!plain) return original(args);
  return composed(args.backend, (run, keep) => {
    const attrs = { strides: 1, pad: [[0, 0], rows, columns, [0, 0]], dataFormat: 'NHWC', dilations: 1 };
    return run('Conv2D', { x: dy, filter: keep(flippedFilter(args.backend, filter)) }, attrs);
  });
}

/** tanh(x) = 2·σ(2x) − 1: the backend's sigmoid takes vectors, its tanh one value after the other. */
function tanh(args: KernelArgs): tf.TensorInfo {
  const x = input(args, 'x');
  return composed(args.backend, (run, keep) => {
    const scalar = (value: number): tf.TensorInfo => {
      const info = keep(args.backend.makeOutput([], 'float32'));
      args.backend.typedArrayFromHeap(info)[0] = value;
      return info;
    };
    const two = scalar(2);
    const sigmoid = run('Sigmoid', { x: run('Multiply', { a: x, b: two }, {}) }, {});
    return run('Sub', { a: run('Multiply', { a: sigmoid, b: two }, {}), b: scalar(1) }, {});
  });
}

function geometry(inputShape: Shape4, filterShape: Shape4, attrs: Record<string, unknown>) {
  return tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    attrs.strides as number | Shape2,
    1,
    attrs.pad as Padding,
    attrs.dimRoundingMode as Rounding,
  );
}
type Padding = 'valid' | 'same' | number;
type Rounding = 'floor' | 'round' | 'ceil';

/** dL/dinput of max pooling; the first maximum of a window in row order takes all of its gradient. */
function maxPoolGradient(args: KernelArgs): tf.TensorInfo {
  const x = input(args, 'input');
  const dy = input(args, 'dy');
  const { backend, attrs } = args;
  const [batch, height, width, channels] = x.shape as Shape4;
  const pool = tf.backend_util.computePool2DInfo(
    x.shape as Shape4,
    attrs.filterSize as Shape2,
    attrs.strides as Shape2,
    1,
    attrs.pad as Padding,
    attrs.dimRoundingMode as Rounding,
  );
  const dx = backend.makeOutput(x.shape, 'float32');
  // Views of the heap are taken after the allocation: growth moves it.
  const values = backend.typedArrayFromHeap(x);
  const gradient = backend.typedArrayFromHeap(dy);
  const out = backend.typedArrayFromHeap(dx);
  out.fill(0);
  let g = 0;
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < pool.outHeight; oy++) {
      const y0 = oy * pool.strideHeight - pool.padInfo.top;
      const yEnd = Math.min(height, y0 + pool.filterHeight);
      for (let ox = 0; ox < pool.outWidth; ox++) {
        const x0 = ox * pool.strideWidth - pool.padInfo.left;
        const xEnd = Math.min(width, x0 + pool.filterWidth);
        for (let c = 0; c < channels; c++, g++) {
          let best = -1;
          let maximum = -Infinity;
          for (let iy = Math.max(0, y0); iy < yEnd; iy++) {
            for (let ix = Math.max(0, x0); ix < xEnd; ix++) {
              const at = ((n * height + iy) * width + ix) * channels + c;
              const value = values[at] as number;
              if (best < 0 || value > maximum) {
                best = at;
                maximum = value;
              }
            }
          }
          if (best >= 0) out[best] = (out[best] as number) + (gradient[g] as number);
        }
      }
    }
  }
  return dx;
}

/** (n, …) summed into (numSegments, …) by segment id; ids outside the range are dropped. The gradient of gather. */
function unsortedSegmentSum(args: KernelArgs): tf.TensorInfo {
  const x = input(args, 'x');
  const segmentIds = input(args, 'segmentIds');
  const segments = args.attrs.numSegments as number;
  const rest = x.shape.slice(segmentIds.shape.length);
  const sum = args.backend.makeOutput([segments, ...rest], x.dtype);
  const values = args.backend.typedArrayFromHeap(x);
  const ids = args.backend.typedArrayFromHeap(segmentIds);
  const out = args.backend.typedArrayFromHeap(sum);
  out.fill(0);
  const size = tf.util.sizeFromShape(rest);
  ids.forEach((segment, row) => {
    if (segment < 0 || segment >= segments) return;
    for (let k = 0; k < size; k++) {
      const to = segment * size + k;
      out[to] = (out[to] as number) + (values[row * size + k] as number);
    }
  });
  return sum;
}
