/** A dense float64 tensor in published layout (feature maps N, C, H, W). */
export interface Exact {
  shape: readonly number[];
  data: Float64Array;
}

/** Makes a tensor value by value; `at` gets the indices along every axis. */
export function exact(shape: readonly number[], at: (...index: number[]) => number): Exact {
  const size = shape.reduce((product, n) => product * n, 1);
  const data = Float64Array.from({ length: size }, (_, flat) => {
    const index: number[] = [];
    for (let axis = shape.length - 1, rest = flat; axis >= 0; axis--) {
      const n = shape[axis] as number;
      index.unshift(rest % n);
      rest = Math.floor(rest / n);
    }
    return at(...index);
  });
  return { shape, data };
}

/** Reads a value; 0 outside the tensor. */
export function reader({ shape, data }: Exact): (...index: number[]) => number {
  return (...index) => {
    let flat = 0;
    for (const [axis, n] of shape.entries()) {
      const i = index[axis] as number;
      if (i < 0 || i >= n) return 0;
      flat = flat * n + i;
    }
    return data[flat] as number;
  };
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const sumOver = (n: number, term: (i: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term(i);
  return sum;
};

/** The tensor with every value changed. */
export const each = ({ shape, data }: Exact, f: (value: number) => number): Exact => ({
  shape,
  data: data.map((v) => f(v)),
});
