import type { NetworkConfig, Tensors } from '../networks/network.ts';
import type { ProblemData } from '../base/problem.ts';
import type { StateDict } from '../base/tensor.ts';

/** Of an engine's `id`; `registry.ts` knows which there are. */
export type EngineId = string;

/** `inference` is what restoring and reading do. */
export type EnginePurpose = 'inference' | 'training';

/** What `probe` found: usable with a device, or the exact reason why not. */
export type EngineProbe =
  /** `slow`: slower than the processor itself (a software GPU adapter); usable, but never chosen by itself. */
  { usable: true; device: string; slow?: true } | { usable: false; problem: ProblemData };

/** What lists and messages say of an engine. */
export interface EngineFacts {
  id: EngineId;
  title: string;
  canTrain: boolean;
}

/** An engine on this computer. */
export type EngineReport = EngineFacts & EngineProbe;

/** A way to compute. `start` may take seconds; everything it holds is freed by `stop`. */
export interface Engine {
  readonly id: EngineId;
  /** Human-readable: "CPU, 2 threads", "NVIDIA RTX 4090 (CUDA)". */
  readonly device: string;
  /** Loads a network with its weights for inference. Throws `wrong-checkpoint`, `out-of-memory`, `engine-failed`. */
  load(config: NetworkConfig, weights: StateDict): Promise<LoadedNetwork>;
  stop(): Promise<void>;
}

/** A network with weights on a device. */
export interface LoadedNetwork {
  /**
   * One pass of a graph on a batch, all tensors by their names and in logical (published) layout, e.g. x (N, 4, 16, W) → y
   * (N, 4, 32, 2W). The graph is `forward` where not given. Safe to call concurrently.
   */
  run(inputs: Tensors, graph?: string): Promise<Tensors>;
  dispose(): Promise<void>;
}

/**
 * An engine as it describes itself. Cheap to import, because every list of engines is made from it: what it computes with
 * is loaded by `probe` and `start`.
 */
export interface EngineModule {
  /** In lower case, as the command line and files name it. */
  readonly id: EngineId;
  /** The product's own name; not translated. */
  readonly title: string;
  /**
   * What it can do, and its turn when `auto` tries engines for that: those with smaller numbers first, as measured. An
   * engine without a turn cannot do it.
   */
  readonly turn: { readonly inference: number; readonly training?: number };
  /** Cheap and safe; never throws. */
  probe: () => Promise<EngineProbe>;
  /** Throws `engine-unusable` with the reason that `probe` reports. */
  start(): Promise<Engine>;
}
