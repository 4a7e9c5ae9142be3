import * as tf from '@tensorflow/tfjs';
import { Problem } from '../../base/problem.ts';

/**
 * TensorFlow.js keeps one current backend for the whole process. This holds it: one engine at a time, and starting the
 * one that already runs shares it. The last release frees the backend and all memory on its device.
 */
let held: Held | undefined;

interface Held {
  name: string;
  holders: number;
  ready: Promise<void>;
}

export interface BackendHold {
  /** Idempotent. Tensors of this backend are lost with the last hold. */
  release: () => Promise<void>;
}

/**
 * Makes `name` the current TensorFlow.js backend; `create` is called unless it runs already. Throws `engine-unusable`
 * while another backend is held, and what `create` throws.
 */
export async function holdBackend(
  name: string,
  create: () => tf.KernelBackend | Promise<tf.KernelBackend>,
): Promise<BackendHold> {
  if (held && held.name !== name) {
    throw new Problem('engine-held', { engine: name, other: held.name });
  }
  const mine = (held ??= { name, holders: 0, ready: begin(name, create) });
  mine.holders += 1;
  try {
    await mine.ready;
  } catch (thrown) {
    letGo(mine);
    throw thrown;
  }
  let released = false;
  return {
    release: () => {
      if (!released) letGo(mine);
      released = true;
      return Promise.resolve();
    },
  };
}

async function begin(name: string, create: () => tf.KernelBackend | Promise<tf.KernelBackend>) {
  const backend = await create();
  forget(name);
  tf.registerBackend(name, () => backend);
  if (!(await tf.setBackend(name))) {
    throw new Problem('engine-not-started', { engine: name });
  }
}

function letGo(hold: Held) {
  hold.holders -= 1;
  if (hold !== held || hold.holders > 0) return;
  held = undefined;
  forget(hold.name);
}

function forget(name: string) {
  const factory = tf.findBackendFactory(name) as (() => unknown) | null;
  if (factory) tf.removeBackend(name);
}
