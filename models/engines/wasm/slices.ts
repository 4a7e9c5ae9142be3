import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/**
 * Slice, SplitV and StridedSlice without gaps for the WebAssembly backend, in place of its own, which copy the whole
 * input for each piece that they cut out: a recurrence of 64 steps would copy its inputs 64 times, a convolution's filter
 * gradient its image once for each tap. These read the pieces where they lie.
 */
export function registerWasmSlices(): void {
  replace('Slice', ({ inputs, attrs, backend }) => {
    const { begin, size } = attrs as { begin: number | number[]; size: number | number[] };
    const [from, extent] = tf.slice_util.parseSliceParams(inputs.x, begin, size);
    return cut(backend, inputs.x, from as number[], extent as number[]);
  });
  replace('SplitV', ({ inputs, attrs, backend }) => {
    const { numOrSizeSplits, axis } = attrs as { numOrSizeSplits: number | number[]; axis: number };
    const { x } = inputs;
    const along = tf.util.parseAxisParam(axis, x.shape)[0] as number;
    const begin = x.shape.map(() => 0);
    return tf.backend_util.prepareSplitSize(x as unknown as tf.Tensor, numOrSizeSplits, along).map((length) => {
      const piece = cut(backend, x, begin, x.shape.toSpliced(along, 1, length));
      begin[along] = (begin[along] as number) + length;
      return piece;
    });
  });
  replaceStridedSlice();
}

/** The package's own still does what has gaps, or axes that appear or vanish. */
function replaceStridedSlice() {
  const original = tf.getKernel('StridedSlice', 'wasm');
  replace(
    'StridedSlice',
    (args) => {
      const { inputs, attrs, backend } = args;
      const { begin, end, strides, ...masks } = attrs as unknown as StridedSliceAttrs;
      const { x } = inputs;
      const plain =
        begin.length === x.shape.length &&
        strides.every((stride) => stride === 1) &&
        Object.values(masks).every((mask) => mask === 0) &&
        begin.every(
          (from, i) => from >= 0 && from < (end[i] as number) && (end[i] as number) <= (x.shape[i] as number),
        );
      if (!plain) return (original.kernelFunc as unknown as WasmKernel)(args);
      return cut(
        backend,
        x,
        begin,
        begin.map((from, i) => (end[i] as number) - from),
      );
    },
    original.setupFunc,
  );
}

interface StridedSliceAttrs {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

type WasmKernel = (args: KernelArgs) => tf.TensorInfo | tf.TensorInfo[];

interface KernelArgs {
  inputs: { x: tf.TensorInfo };
  attrs: Record<string, unknown>;
  backend: BackendWasm;
}

function replace(kernelName: string, kernel: WasmKernel, setupFunc?: tf.KernelSetupFunc) {
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: kernel as unknown as tf.KernelFunc,
    ...(setupFunc && { setupFunc }),
  });
}

/** Values in one run from which on copying by the engine's own routine is faster than value by value. */
const LONG_RUN = 48;

function cut(backend: BackendWasm, x: tf.TensorInfo, begin: readonly number[], size: readonly number[]): tf.TensorInfo {
  const piece = backend.makeOutput([...size], x.dtype);
  // Views of the heap are taken after the allocation: growth moves it.
  const from = backend.typedArrayFromHeap(x);
  const to = backend.typedArrayFromHeap(piece);
  // Trailing axes that are taken whole form, with the one before them, a run of neighbouring values.
  let axis = x.shape.length - 1;
  let inner = 1;
  while (axis > 0 && size[axis] === x.shape[axis]) inner *= x.shape[axis--] as number;
  const run = inner * (size[axis] ?? 1);
  const strides: number[] = [];
  for (let i = axis, stride = inner; i >= 0; stride *= x.shape[i--] as number) strides[i] = stride;
  const start = strides.reduce((sum, stride, i) => sum + stride * (begin[i] as number), 0);

  const index = new Array<number>(axis < 0 ? 0 : axis).fill(0);
  let at = start;
  for (let out = 0; out < to.length; out += run) {
    if (run >= LONG_RUN) to.set(from.subarray(at, at + run), out);
    else for (let i = 0; i < run; i++) to[out + i] = from[at + i] as number;
    // To the next position along the outer axes, the last of them first.
    for (let i = axis - 1; i >= 0; i--) {
      index[i] = (index[i] as number) + 1;
      at += strides[i] as number;
      if ((index[i] as number) < (size[i] as number)) break;
      at -= (strides[i] as number) * (size[i] as number);
      index[i] = 0;
    }
  }
  return piece;
}
