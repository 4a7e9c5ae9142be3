import { Problem } from '../base/problem.ts';

/** Keys under which training scripts put the weights, in the order in which they are looked for. */
const WRAPPERS = [
  ...['params_ema', 'state_dict_ema', 'model_ema', 'ema'],
  ...['state_dict_G', 'state_dict', 'model_state_dict', 'params', 'weights'],
  ...['net', 'netG', 'net_g', 'network', 'generator', 'model'],
];
const DEEPEST_WRAPPING = 4;
/** What wrappers of networks put before every name: several GPUs, a compiled network, a training framework. */
const PREFIX = /^(?:module|_orig_mod|model|generator|netG|net_g|network|student)\./;
/** So many tensors that begin alike are a whole network under a prefix, and no part of one. */
const WHOLE_NETWORK = 8;

/**
 * Finds the weights in what a checkpoint holds: under one of the usual keys or at the top, with the prefixes that
 * wrappers leave taken off: the usual ones (`module.`, `_orig_mod.`, …), and any that all tensors share. Values that are no tensors (options, counts) are left out. Throws
 * `wrong-checkpoint`.
 */
export function unwrapStateDict<T>(
  root: unknown,
  isTensor: (value: unknown) => value is T,
  subject: string,
): Map<string, T> {
  const tensors = new Map<string, T>();
  const dict = innermost(root);
  const found: [string, T][] = [];
  for (const [key, value] of dict ?? []) if (typeof key === 'string' && isTensor(value)) found.push([key, value]);
  const names = withoutSharedPrefix(found.map(([key]) => withoutPrefix(key)));
  for (const [i, [key, value]] of found.entries()) {
    const name = names[i] ?? key;
    if (tensors.has(name)) {
      throw new Problem('parameter-twice', { subject, name, key: key.slice(0, 100) });
    }
    tensors.set(name, value);
  }
  if (tensors.size > 0) return tensors;
  const keys = dict ? [...dict.keys()].slice(0, 5).map(shortName).join(', ') || 'nothing' : typeName(root);
  throw new Problem('no-weights-inside', { subject, keys, wrappers: WRAPPERS.join(', ') });
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
  while (PREFIX.test(name)) name = name.replace(PREFIX, '');
  return name;
}

function withoutSharedPrefix(names: readonly string[]): readonly string[] {
  let rest = names;
  while (rest.length >= WHOLE_NETWORK) {
    const [first = ''] = rest;
    const prefix = first.slice(0, first.indexOf('.') + 1);
    if (prefix === '' || !rest.every((name) => name.startsWith(prefix))) break;
    rest = rest.map((name) => name.slice(prefix.length));
  }
  return rest;
}

/** A key of any type; texts from outside may be long. */
function shortName(key: unknown): string {
  return typeof key === 'string' ? key.slice(0, 100) : typeName(key);
}

function typeName(value: unknown): string {
  if (value === null) return 'None';
  return Array.isArray(value) ? 'a list' : `a single ${typeof value === 'object' ? 'object' : typeof value}`;
}
