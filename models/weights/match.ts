import { networkOf, networkSpec, type NetworkConfig } from '../networks/registry.ts';
import { Problem } from '../base/problem.ts';
import { sizeOf, type StateDict, type TensorData } from '../base/tensor.ts';

export type WeightsUse = 'inference' | 'training';

const SHOWN = 3;

/**
 * Exactly the tensors that the network needs, in the network's order. Batch counters may be missing, as older checkpoints
 * have none; there may be tensors beyond them that the network calls optional. Throws `wrong-checkpoint` that lists missing,
 * unexpected and wrongly shaped tensors, and one for values that are no finite numbers. `subject` names the weights in it.
 */
export function matchWeights(
  config: NetworkConfig,
  state: StateDict,
  use: WeightsUse,
  subject = 'The checkpoint',
): StateDict {
  const { parameters } = networkSpec(config, use);
  const matched = new Map<string, TensorData>();
  const missing: string[] = [];
  const misshapen: string[] = [];
  const notFinite: string[] = [];
  for (const { name, shape, role } of parameters) {
    const found = state.get(name);
    if (!found && role === 'counter') {
      matched.set(name, { shape, data: new Float32Array(1) });
    } else if (!found) {
      missing.push(name);
    } else if (!isSameShape(found.shape, shape) && !(role === 'counter' && sizeOf(found.shape) === 1)) {
      misshapen.push(`${name} (${found.shape.join(', ')}) where (${shape.join(', ')}) is expected`);
    } else {
      if (!areFinite(found.data)) notFinite.push(name);
      matched.set(name, { shape, data: found.data });
    }
  }
  const wanted = new Set(parameters.map((parameter) => parameter.name));
  const { optionalTensors } = networkOf(config.network);
  const unexpected = [...state.keys()].filter((name) => !wanted.has(name) && !optionalTensors?.test(name));

  const faults = [
    listed('missing', missing),
    listed('unexpected', unexpected),
    listed('of another shape', misshapen),
  ].filter((fault) => fault !== undefined);
  if (faults.length > 0) {
    throw new Problem('weights-misfit', { subject, network: describe(config), faults: faults.join('; ') });
  }
  if (notFinite.length > 0) {
    throw new Problem('weights-not-finite', { subject, tensors: listed('tensors', notFinite) ?? '' });
  }
  return matched;
}

/** "TSRN text super-resolution (scale 2, mask, …)", for messages. */
function describe(config: NetworkConfig): string {
  const network = networkOf(config.network);
  return `${network.title} (${network.describe(config).join(', ')})`;
}

function listed(what: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : '';
  return `${names.length} ${what}: ${names.slice(0, SHOWN).join(', ')}${more}`;
}

const isSameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

function areFinite(values: Float32Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}
