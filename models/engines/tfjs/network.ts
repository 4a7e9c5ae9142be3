import * as tf from '@tensorflow/tfjs';
import { fromInternal, toInternal } from '../../interpreters/tensorflow/tensorflow-ops.ts';
import { InferenceOps } from '../../interpreters/tensorflow/inference.ts';
import type { Tensors } from '../../networks/network.ts';
import { compute, networkTitle, outputShapes, type NetworkConfig } from '../../networks/registry.ts';
import { Problem } from '../../base/problem.ts';
import { sizeOf, type StateDict } from '../../base/tensor.ts';
import { matchWeights } from '../../weights/match.ts';
import type { LoadedNetwork } from '../engine.ts';

/**
 * A network on the current TensorFlow.js backend, for inference. Runs queue up, so that concurrent callers never hold the
 * intermediate results of more than one batch on the device. Throws `wrong-checkpoint` where weights and network differ;
 * a run throws `bad-argument`, `out-of-memory` or `engine-failed`.
 */
export function loadTfjsNetwork(config: NetworkConfig, weights: StateDict): LoadedNetwork {
  const ops = new InferenceOps(matchWeights(config, weights, 'inference'));
  const name = tf.getBackend();
  const backend = tf.backend();
  let last: Promise<unknown> = Promise.resolve();
  let disposed = false;

  const runNow = async (inputs: Tensors, graph: string): Promise<Tensors> => {
    if (disposed) {
      throw new Problem('network-unloaded', { network: networkTitle(config) });
    }
    try {
      const outputs = tf.tidy(() => {
        const given = Object.entries(inputs).map(([port, input]) => [port, toInternal(input)] as const);
        return { ...compute<tf.Tensor>(ops, config, Object.fromEntries(given), graph) };
      });
      try {
        const read = Object.entries(outputs).map(async ([port, output]) => [port, await fromInternal(output)] as const);
        return Object.fromEntries(await Promise.all(read));
      } finally {
        tf.dispose(outputs);
      }
    } catch (thrown) {
      throw asEngineProblem(thrown, name, shapesOf(inputs));
    }
  };

  const inTurn = <T>(work: () => T | Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };

  return {
    run: async (inputs, graph = 'forward') => {
      expectInputs(config, inputs, graph);
      return inTurn(() => runNow(inputs, graph));
    },
    dispose: () =>
      inTurn(() => {
        disposed = true;
        // A stopped engine has freed everything already, and can free nothing more.
        if (tf.findBackend(name) === backend) ops.dispose();
      }),
  };
}

const shapesOf = (inputs: Tensors): string =>
  Object.values(inputs)
    .map(({ shape }) => `(${shape.join(', ')})`)
    .join(' and ');

/** Walks the network with the inputs' shapes before the device sees them, so that the error says which layer objects. */
function expectInputs(config: NetworkConfig, inputs: Tensors, graph: string) {
  for (const { shape, data } of Object.values(inputs)) {
    if (data.length !== sizeOf(shape) || data.length === 0) {
      throw new Problem('input-misshapen', { shape: shape.join(', '), values: data.length });
    }
  }
  try {
    const shapes = Object.entries(inputs).map(([name, { shape }]) => [name, shape] as const);
    outputShapes(config, Object.fromEntries(shapes), graph);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new Problem(
      'input-unfit',
      { network: networkTitle(config), shapes: shapesOf(inputs), detail: thrown.message },
      { cause: thrown },
    );
  }
}

const NO_MEMORY = /out of memory|OOM|ResourceExhausted|allocation failed|Array buffer allocation/i;

function asEngineProblem(thrown: unknown, backend: string, shapes: string): Problem {
  if (thrown instanceof Problem) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const what = `the ${backend} engine on an input of shape ${shapes}`;
  if (NO_MEMORY.test(error.message)) {
    return new Problem(
      'engine-out-of-memory',
      { what },
      {
        cause: error,
      },
    );
  }
  return new Problem('computing-failed', { what, detail: error.message }, { cause: error });
}
