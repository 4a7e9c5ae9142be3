import { availableParallelism } from 'node:os';
import { Problem } from '../../base/problem.ts';
import { sizeOf, type TensorData } from '../../base/tensor.ts';
import type { Tensors } from '../../networks/network.ts';
import { OnnxReplica } from './replica.ts';
import type { BatchAxes, SessionSettings } from './session.ts';

export interface PoolSettings extends SessionSettings {
  /** Sessions that may compute at the same time. */
  replicas: number;
}

/** Input pixels that one session takes at once: four crops of 16×64. More is no faster and spreads less evenly. */
const PIXELS_PER_PIECE = 4096;

interface Piece {
  inputs: Tensors;
  resolve: (outputs: Tensors) => void;
  reject: (reason: unknown) => void;
}

/**
 * A graph on one or more sessions of its own threads. Batches are cut into pieces that free sessions take, so several
 * images or callers compute at the same time; more sessions are opened when there is work for them. On the processor many
 * sessions of one thread beat one session of many: onnxruntime's GRU, half of TSRN's time, uses one thread alone.
 */
export class OnnxPool {
  private readonly model: Uint8Array;
  private readonly settings: PoolSettings;
  private readonly batchAxes: BatchAxes;
  private readonly idle: OnnxReplica[];
  private readonly replicas: Set<OnnxReplica>;
  private readonly queue: Piece[] = [];
  private starting = 0;
  private limit: number;
  private disposed = false;
  /** Settles when the work in hand has ended. */
  private readonly busy = new Set<Promise<void>>();

  private constructor(model: Uint8Array, settings: PoolSettings, first: OnnxReplica, batchAxes: BatchAxes) {
    this.model = model;
    this.settings = settings;
    this.batchAxes = batchAxes;
    this.idle = [first];
    this.replicas = new Set(this.idle);
    this.limit = settings.replicas;
  }

  /** `model` is what `exportOnnx` wrote. Throws `out-of-memory`, `engine-failed`. */
  static async open(model: Uint8Array, settings: PoolSettings): Promise<OnnxPool> {
    const { replica, batchAxes } = await OnnxReplica.start({ model, settings });
    return new OnnxPool(model, settings, replica, batchAxes);
  }

  /** Throws `bad-argument` for an empty batch, `out-of-memory`, `engine-failed`. */
  async run(inputs: Tensors): Promise<Tensors> {
    if (this.disposed) throw new Problem('network-disposed', {});
    const axes = this.batchAxes;
    const [name = '', input] = Object.entries(inputs).find(([port]) => (axes.inputs[port] ?? -1) >= 0) ?? [];
    // A graph that knows of no batch takes everything at once.
    if (!input) return this.compute(mapped(inputs, copied));
    const batch = input.shape[axes.inputs[name] as number] ?? 0;
    if (batch === 0) throw new Problem('batch-empty', {});
    const rows = this.rowsPerPiece(input.shape, batch);
    const pieces: Promise<Tensors>[] = [];
    for (let start = 0; start < batch; start += rows) {
      const end = Math.min(batch, start + rows);
      pieces.push(this.compute(mapped(inputs, (tensor, port) => batchRows(tensor, start, end, axes.inputs[port]))));
    }
    const outputs = await Promise.all(pieces);
    return mapped(outputs[0] ?? {}, (first, port) => {
      const axis = axes.outputs[port] ?? -1;
      return axis < 0
        ? first
        : joinAlong(
            axis,
            outputs.map((piece) => piece[port] as TensorData),
          );
    });
  }

  /** Waits for the work in hand. */
  async dispose(): Promise<void> {
    this.disposed = true;
    while (this.busy.size > 0) await Promise.all(this.busy);
    await Promise.all([...this.replicas].map((replica) => replica.stop()));
    this.replicas.clear();
  }

  private rowsPerPiece(shape: readonly number[], batch: number): number {
    if (this.settings.provider !== 'cpu') return batch;
    const pixels = (shape.at(-1) ?? 1) * (shape.at(-2) ?? 1);
    const fitting = Math.max(1, Math.floor(PIXELS_PER_PIECE / Math.max(1, pixels)));
    return Math.min(fitting, Math.ceil(batch / this.settings.replicas));
  }

  private compute(inputs: Tensors): Promise<Tensors> {
    return new Promise((resolve, reject) => {
      this.queue.push({ inputs, resolve, reject });
      this.assign();
    });
  }

  /** Gives waiting pieces to idle sessions, and opens sessions for those that none is left for. */
  private assign() {
    for (let replica = this.idle.pop(); replica; replica = this.idle.pop()) {
      if (replica.hasEnded) {
        this.replicas.delete(replica);
        continue;
      }
      const piece = this.queue.shift();
      if (!piece) {
        this.idle.push(replica);
        return;
      }
      this.track(this.work(replica, piece));
    }
    const wanted = Math.min(this.queue.length, this.limit - this.replicas.size) - this.starting;
    for (let i = 0; i < wanted; i++) this.track(this.grow());
  }

  private async work(replica: OnnxReplica, { inputs, resolve, reject }: Piece): Promise<void> {
    await replica.run(inputs).then(resolve, reject);
    if (replica.hasEnded) this.replicas.delete(replica);
    else this.idle.push(replica);
    this.assign();
  }

  private async grow(): Promise<void> {
    this.starting++;
    try {
      const { replica } = await OnnxReplica.start({ model: this.model, settings: this.settings });
      this.replicas.add(replica);
      this.idle.push(replica);
    } catch (thrown) {
      // Where there is no memory for another session, those that run do its work; where none runs, none can.
      if (this.replicas.size > 0) this.limit = this.replicas.size;
      else for (const { reject } of this.queue.splice(0)) reject(thrown);
    }
    this.starting--;
    this.assign();
  }

  private track(work: Promise<void>) {
    this.busy.add(work);
    void work.finally(() => this.busy.delete(work));
  }
}

const mapped = (tensors: Tensors, change: (tensor: TensorData, name: string) => TensorData): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor, name)]));

const copied = ({ shape, data }: TensorData): TensorData => ({ shape, data: data.slice() });
/** Memory that the sessions of one network may take together, and what one takes beside its weights (measured). */
const MEMORY_BUDGET = 512 * 2 ** 20;
const SESSION_MEMORY = 40 * 2 ** 20;
/** Weights are kept as written and packed for the vector units. */
const WEIGHT_COPIES = 2;

/**
 * How many sessions a graph of `modelBytes` is run on, and with how many threads. The processor gets a session for each
 * core as long as they fit the memory budget, and beyond it more threads a session; a graphics card gets one session.
 */
export function poolSettings(
  provider: string,
  modelBytes: number,
  cores: number = availableParallelism(),
): PoolSettings {
  if (provider !== 'cpu') return { provider, replicas: 1, threads: cores };
  const fitting = Math.floor(MEMORY_BUDGET / (SESSION_MEMORY + WEIGHT_COPIES * modelBytes));
  const replicas = Math.min(cores, Math.max(1, fitting));
  return { provider, replicas, threads: Math.max(1, Math.round(cores / replicas)) };
}

/** Rows `start` to `end` along an axis, in memory of their own; all of it where the axis is −1. */
function batchRows({ shape, data }: TensorData, start: number, end: number, axis = 0): TensorData {
  if (axis < 0) return { shape, data: data.slice() };
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const length = shape[axis] as number;
  if (outer === 1) return { shape: shape.with(axis, end - start), data: data.slice(start * inner, end * inner) };
  const rows = new Float32Array(outer * (end - start) * inner);
  for (let o = 0; o < outer; o++) {
    const from = o * length;
    rows.set(data.subarray((from + start) * inner, (from + end) * inner), o * (end - start) * inner);
  }
  return { shape: shape.with(axis, end - start), data: rows };
}

/** One tensor of several that differ only in their length along `axis`, in this order. */
function joinAlong(axis: number, parts: readonly TensorData[]): TensorData {
  const [first] = parts;
  if (!first || parts.length === 1) return first ?? { shape: [0], data: new Float32Array() };
  const inner = sizeOf(first.shape.slice(axis + 1));
  const outer = sizeOf(first.shape.slice(0, axis));
  const total = parts.reduce((length, { shape }) => length + (shape[axis] as number), 0);
  const data = new Float32Array(outer * total * inner);
  let before = 0;
  for (const part of parts) {
    const run = (part.shape[axis] as number) * inner;
    for (let o = 0; o < outer; o++) data.set(part.data.subarray(o * run, (o + 1) * run), o * total * inner + before);
    before += run;
  }
  return { shape: first.shape.with(axis, total), data };
}
