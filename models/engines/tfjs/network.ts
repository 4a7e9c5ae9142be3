import * as tf from '@tensorflow/tfjs';
import { specOf } from '../../interpreters/spec/network-spec.ts';
import { fromInternal, toInternal } from '../../interpreters/tensorflow/tensorflow-ops.ts';
import { InferenceOps } from '../../interpreters/tensorflow/inference.ts';
import { forward, networkTitle, type NetworkConfig } from '../../networks/registry.ts';
import { Problem } from '../../base/problem.ts';
import { sizeOf, type StateDict, type TensorData } from '../../base/tensor.ts';
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

  const runNow = async (input: TensorData): Promise<TensorData> => {
    if (disposed) {
      throw new Problem('engine-failed', `${networkTitle(config)} was already unloaded.`, 'Load the network again.');
    }
    try {
      const output = tf.tidy(() => forward<tf.Tensor>(ops, config, toInternal(input)));
      try {
        return await fromInternal(output);
      } finally {
        output.dispose();
      }
    } catch (thrown) {
      throw asEngineProblem(thrown, name, input.shape);
    }
  };

  const inTurn = <T>(work: () => T | Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };

  return {
    run: async (input) => {
      expectInput(config, input);
      return inTurn(() => runNow(input));
    },
    dispose: () =>
      inTurn(() => {
        disposed = true;
        // A stopped engine has freed everything already, and can free nothing more.
        if (tf.findBackend(name) === backend) ops.dispose();
      }),
  };
}

/** Walks the network with the input's shape before the device sees it, so that the error says which layer objects. */
function expectInput(config: NetworkConfig, { shape, data }: TensorData) {
  const cure = 'Pass (N, planes, height, width) as the network expects it, in float32.';
  if (data.length !== sizeOf(shape) || data.length === 0) {
    throw new Problem('bad-argument', `An input of shape (${shape.join(', ')}) holds ${data.length} values.`, cure);
  }
  try {
    specOf(shape, (ops, x) => forward(ops, config, x));
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    const sentence = `${networkTitle(config)} cannot take an input of shape (${shape.join(', ')}): ${thrown.message}.`;
    throw new Problem('bad-argument', sentence, cure, { cause: thrown });
  }
}

const NO_MEMORY = /out of memory|OOM|ResourceExhausted|allocation failed|Array buffer allocation/i;

function asEngineProblem(thrown: unknown, backend: string, shape: readonly number[]): Problem {
  if (thrown instanceof Problem) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const what = `the ${backend} engine on an input of shape (${shape.join(', ')})`;
  if (NO_MEMORY.test(error.message)) {
    return new Problem('out-of-memory', `Memory ran out for ${what}.`, 'Use a smaller batch or another engine.', {
      cause: error,
    });
  }
  return new Problem(
    'engine-failed',
    `Computing failed for ${what}: ${error.message}`,
    'Use another engine (`palimpsest doctor` lists them).',
    { cause: error },
  );
}
