import { Problem } from '../base/problem.ts';

/** Keys under which training scripts put the weights, in the order in which they are looked for. */
const WRAPPERS = ['state_dict_G', 'state_dict', 'model_state_dict', 'net', 'model'];
const DEEPEST_WRAPPING = 4;
const PARALLEL_PREFIX = 'module.';

/**
 * Finds the weights in what a checkpoint holds: under one of the usual keys or at the top, with the `module.` prefix that
 * multi-GPU training leaves taken off. Values that are no tensors (options, counts) are left out. Throws
 * `wrong-checkpoint`.
 */
export function unwrapStateDict<T>(
  root: unknown,
  isTensor: (value: unknown) => value is T,
  subject: string,
): Map<string, T> {
  const tensors = new Map<string, T>();
  const dict = innermost(root);
  for (const [key, value] of dict ?? []) {
    if (typeof key !== 'string' || !isTensor(value)) continue;
    const name = withoutPrefix(key);
    if (tensors.has(name)) {
      throw new Problem(
        'wrong-checkpoint',
        `${subject} holds the parameter ${name} twice, with and without the prefix “${PARALLEL_PREFIX}”.`,
        'Save one network a file: torch.save(model.state_dict(), …).',
      );
    }
    tensors.set(name, value);
  }
  if (tensors.size > 0) return tensors;
  const found = dict ? [...dict.keys()].slice(0, 5).map(shortName).join(', ') || 'nothing' : typeName(root);
  throw new Problem(
    'wrong-checkpoint',
    `${subject} holds no network weights (found: ${found}).`,
    `Save a state dict, at the top or under one of the keys ${WRAPPERS.join(', ')}.`,
  );
}

function innermost(root: unknown): ReadonlyMap<unknown, unknown> | undefined {
  let dict = root instanceof Map ? (root as ReadonlyMap<unknown, unknown>) : undefined;
  for (let depth = 0; dict && depth < DEEPEST_WRAPPING; depth++) {
    const at: ReadonlyMap<unknown, unknown> = dict;
    const inner: unknown = WRAPPERS.map((key) => at.get(key)).find((value) => value instanceof Map);
    if (!(inner instanceof Map)) break;
    dict = inner as ReadonlyMap<unknown, unknown>;
  }
  return dict;
}

function withoutPrefix(key: string): string {
  let name = key;
  while (name.startsWith(PARALLEL_PREFIX)) name = name.slice(PARALLEL_PREFIX.length);
  return name;
}

/** A key of any type; texts from outside may be long. */
function shortName(key: unknown): string {
  return typeof key === 'string' ? key.slice(0, 100) : typeName(key);
}

function typeName(value: unknown): string {
  if (value === null) return 'None';
  return Array.isArray(value) ? 'a list' : `a single ${typeof value === 'object' ? 'object' : typeof value}`;
}
