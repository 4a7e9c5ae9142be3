import { availableParallelism } from 'node:os';
import { Problem } from '../../base/problem.ts';
import type { TensorData } from '../../base/tensor.ts';
import type { LoadedNetwork } from '../engine.ts';
import { batchRows, joinAlong } from './batch.ts';
import { OnnxReplica } from './replica.ts';
import type { SessionSettings } from './session.ts';

export interface PoolSettings extends SessionSettings {
  /** Sessions that may compute at the same time. */
  replicas: number;
}

/** Input pixels that one session takes at once: four crops of 16×64. More is no faster and spreads less evenly. */
const PIXELS_PER_PIECE = 4096;

interface Piece {
  input: TensorData;
  resolve: (output: TensorData) => void;
  reject: (reason: unknown) => void;
}

/**
 * A graph on one or more sessions of its own threads. Batches are cut into pieces that free sessions take, so several
 * images or callers compute at the same time; more sessions are opened when there is work for them. On the processor many
 * sessions of one thread beat one session of many: onnxruntime's GRU, half of TSRN's time, uses one thread alone.
 */
export class OnnxPool implements LoadedNetwork {
  private readonly model: Uint8Array;
  private readonly settings: PoolSettings;
  private readonly batchAxis: number;
  private readonly idle: OnnxReplica[];
  private readonly replicas: Set<OnnxReplica>;
  private readonly queue: Piece[] = [];
  private starting = 0;
  private limit: number;
  private disposed = false;
  /** Settles when the work in hand has ended. */
  private readonly busy = new Set<Promise<void>>();

  private constructor(model: Uint8Array, settings: PoolSettings, first: OnnxReplica, batchAxis: number) {
    this.model = model;
    this.settings = settings;
    this.batchAxis = batchAxis;
    this.idle = [first];
    this.replicas = new Set(this.idle);
    this.limit = settings.replicas;
  }

  /** `model` is what `exportOnnx` wrote. Throws `out-of-memory`, `engine-failed`. */
  static async open(model: Uint8Array, settings: PoolSettings): Promise<OnnxPool> {
    const { replica, batchAxis } = await OnnxReplica.start({ model, settings });
    return new OnnxPool(model, settings, replica, batchAxis);
  }

  /** Throws `bad-argument` for an empty batch, `out-of-memory`, `engine-failed`. */
  async run(input: TensorData): Promise<TensorData> {
    if (this.disposed) throw new Problem('engine-failed', 'The network was already disposed of.', 'Load it again.');
    const [batch = 0] = input.shape;
    if (batch === 0) throw new Problem('bad-argument', 'The batch holds no image.', 'Pass at least one.');
    const rows = this.rowsPerPiece(input.shape, batch);
    const outputs: Promise<TensorData>[] = [];
    for (let start = 0; start < batch; start += rows) {
      outputs.push(this.compute(batchRows(input, start, Math.min(batch, start + rows))));
    }
    return joinAlong(this.batchAxis, await Promise.all(outputs));
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

  private compute(input: TensorData): Promise<TensorData> {
    return new Promise((resolve, reject) => {
      this.queue.push({ input, resolve, reject });
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

  private async work(replica: OnnxReplica, { input, resolve, reject }: Piece): Promise<void> {
    await replica.run(input).then(resolve, reject);
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
