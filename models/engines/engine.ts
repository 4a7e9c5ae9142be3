import type { NetworkConfig, Tensors } from '../networks/network.ts';
import type { ProblemData } from '../base/problem.ts';
import type { StateDict } from '../base/tensor.ts';

export type EngineId = 'onnx' | 'wasm' | 'tensorflow' | 'webgpu';

/** What `probe` found: usable with a device, or the exact reason why not. */
export type EngineReport = { id: EngineId; canTrain: boolean } &
  /** `slow`: slower than the processor itself (a software GPU adapter); usable, but never chosen by itself. */
  ({ usable: true; device: string; slow?: true } | { usable: false; problem: ProblemData });

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

export interface EngineModule {
  readonly id: EngineId;
  readonly canTrain: boolean;
  /** Cheap and safe; never throws. */
  probe(): Promise<EngineReport>;
  /** Throws `engine-unusable` with the reason that `probe` reports. */
  start(): Promise<Engine>;
}
