import type { OnnxGraph } from './graph.ts';

/** Axis along which a recurrent layer steps. */
export type Along = 'height' | 'width';

/**
 * A value of the network that may exist in the graph in several layouts. Each is written when a user first asks for it,
 * so that nothing is computed that was folded away, and nothing is transposed that nobody wants so.
 *
 * Between planes and steps lie two transpositions, one of a matrix per image and one of whole channel vectors: for both
 * onnxruntime has fast code, and for the same in one transposition it has not (measured 4 to 7 times slower).
 */
export abstract class Value {
  abstract readonly size: Size;
  protected readonly graph: OnnxGraph;
  private readonly names = new Map<'plain' | Along, string>();

  constructor(graph: OnnxGraph) {
    this.graph = graph;
  }

  /** Name of the value as the network has it: (N, C, H, W), or (T, N, C) after `columnsAsSequence`. */
  plain(): string {
    return this.once('plain', () => this.writePlain());
  }

  /** Name of the value as (T, N·other, channels), where T steps along an axis of the image. */
  steps(along: Along, channels: number): string {
    return this.once(along, () => this.writeSteps(along, channels));
  }

  protected abstract writePlain(): string;

  protected writeSteps(along: Along, channels: number): string {
    const { graph } = this;
    const columns = graph.node('Reshape', [this.plain(), graph.integers([0, channels, -1])]);
    const pixels = graph.node('Transpose', [columns], { perm: [0, 2, 1] });
    const apart = graph.node('Reshape', [pixels, this.size.shape('batch', 'height', 'width', channels)]);
    const perm = along === 'height' ? [1, 0, 2, 3] : [2, 0, 1, 3];
    return joinBatch(graph, graph.node('Transpose', [apart], { perm }), channels);
  }

  private once(layout: 'plain' | Along, write: () => string): string {
    const name = this.names.get(layout) ?? write();
    this.names.set(layout, name);
    return name;
  }
}

/** (T, a, b, …) → (T, a·b, channels), where the axes after b together hold the channels. */
const joinBatch = (graph: OnnxGraph, name: string, channels: number): string =>
  graph.node('Reshape', [name, graph.integers([0, -1, channels])]);

/** The axes of an image, as the graph knows them; shared by all values of one size. */
export class Size {
  private readonly graph: OnnxGraph;
  private readonly anchor: () => string;
  private readonly names = new Map<string, string>();

  /** `anchor` writes a (N, C, H, W) value of this size. */
  constructor(graph: OnnxGraph, anchor: () => string) {
    this.graph = graph;
    this.anchor = anchor;
  }

  /** Name of a shape made of constants and of this size's axes. */
  shape(...axes: readonly (number | 'batch' | Along)[]): string {
    return this.once(axes.join(), () => {
      const parts = axes.map((axis) => (typeof axis === 'number' ? this.graph.integers([axis]) : this.axis(axis)));
      return this.graph.node('Concat', parts, { axis: 0 });
    });
  }

  private axis(axis: 'batch' | Along): string {
    const start = { batch: 0, height: 2, width: 3 }[axis];
    return this.once(axis, () => this.graph.node('Shape', [this.anchor()], { start, end: start + 1 }));
  }

  private once(key: string, write: () => string): string {
    const name = this.names.get(key) ?? write();
    this.names.set(key, name);
    return name;
  }
}

/** A value that is in the graph already. */
export class Written extends Value {
  readonly size: Size;
  private readonly name: string;

  constructor(graph: OnnxGraph, name: string, size?: Size) {
    super(graph);
    this.name = name;
    this.size = size ?? new Size(graph, () => name);
  }

  protected writePlain(): string {
    return this.name;
  }
}

/** The sum of two values, computed in the layout in which it is wanted. */
export class Sum extends Value {
  readonly size: Size;
  private readonly terms: readonly [Value, Value];

  constructor(graph: OnnxGraph, a: Value, b: Value) {
    super(graph);
    this.terms = [a, b];
    this.size = a.size;
  }

  protected writePlain(): string {
    return this.graph.node('Add', [this.terms[0].plain(), this.terms[1].plain()]);
  }

  protected override writeSteps(along: Along, channels: number): string {
    return this.graph.node('Add', [this.terms[0].steps(along, channels), this.terms[1].steps(along, channels)]);
  }
}

/** What a recurrent layer yields along an axis of an image: (T, 2, N·other, hidden) in the graph. */
export class RecurrentOutput extends Value {
  readonly size: Size;
  private readonly along: Along;
  private readonly hidden: number;
  private readonly write: () => string;
  private written: string | undefined;

  constructor(graph: OnnxGraph, size: Size, layer: { along: Along; hidden: number }, write: () => string) {
    super(graph);
    this.size = size;
    this.along = layer.along;
    this.hidden = layer.hidden;
    this.write = write;
  }

  protected writePlain(): string {
    const { graph, size, hidden } = this;
    const perm = this.along === 'height' ? [2, 0, 3, 1, 4] : [2, 3, 0, 1, 4];
    const apart = graph.node('Transpose', [this.apart()], { perm });
    const pixels = graph.node('Reshape', [apart, graph.integers([0, -1, 2 * hidden])]);
    const columns = graph.node('Transpose', [pixels], { perm: [0, 2, 1] });
    return graph.node('Reshape', [columns, size.shape('batch', 2 * hidden, 'height', 'width')]);
  }

  protected override writeSteps(along: Along, channels: number): string {
    const isSame = along === this.along;
    const name = isSame
      ? this.graph.node('Transpose', [this.raw()], { perm: [0, 2, 1, 3] })
      : this.graph.node('Transpose', [this.apart()], { perm: [3, 2, 0, 1, 4] });
    return joinBatch(this.graph, name, channels);
  }

  private raw(): string {
    this.written ??= this.write();
    return this.written;
  }

  /** (T, 2, N, other, hidden). */
  private apart(): string {
    const other = this.along === 'height' ? 'width' : 'height';
    return this.graph.node('Reshape', [this.raw(), this.size.shape(0, 2, 'batch', other, this.hidden)]);
  }
}

/** A pixel shuffle put off: what follows is computed before it where that is the same or cheaper. */
export class Shuffled extends Value {
  readonly size: Size;
  /** (N, C·factor², H, W). */
  readonly before: Value;
  readonly factor: number;

  constructor(graph: OnnxGraph, before: Value, factor: number) {
    super(graph);
    this.before = before;
    this.factor = factor;
    this.size = new Size(graph, () => this.plain());
  }

  protected writePlain(): string {
    return this.graph.node('DepthToSpace', [this.before.plain()], { blocksize: this.factor, mode: 'CRD' });
  }
}
