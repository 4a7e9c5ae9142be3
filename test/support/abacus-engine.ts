import * as tf from '@tensorflow/tfjs';
import type { EngineModule } from '../../models/engines/engine.ts';
import { holdBackend } from '../../models/engines/tfjs/backend.ts';
import { loadTfjsNetwork } from '../../models/engines/tfjs/network.ts';

const DEVICE = 'wooden beads';
const createBackend = tf.findBackendFactory('cpu') as () => tf.KernelBackend;

/** An engine that is in no list but the registry's: it computes, before all others, in plain JavaScript, and cannot train. */
export const abacusEngine: EngineModule = {
  id: 'abacus',
  title: 'Abacus for tests',
  turn: { inference: 0 },
  probe: () => Promise.resolve({ usable: true, device: DEVICE }),
  async start() {
    const hold = await holdBackend('cpu', createBackend);
    return {
      id: 'abacus',
      device: DEVICE,
      load: (config, weights) => Promise.resolve(loadTfjsNetwork(config, weights)),
      stop: hold.release,
    };
  },
};
