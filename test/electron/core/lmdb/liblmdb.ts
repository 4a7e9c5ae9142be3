import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

const PYTHON = '/usr/bin/python3';

/** Why nothing can be compared with the real LMDB here, or undefined. */
export const withoutLiblmdb: string | undefined = (() => {
  try {
    execFileSync(PYTHON, ['-c', 'import lmdb'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `${PYTHON} with the package python3-lmdb is missing`;
  }
})();

const PRELUDE = `
import sys, json, hashlib, lmdb
args = sys.argv[1:]
def value(seed, size):
    digest = hashlib.sha256(str(seed).encode()).digest()
    return (digest * (size // 32 + 1))[:size]
def opened(path, **more):
    return lmdb.open(path, map_size=1 << 30, **more)
`;

/** Runs a script that has `lmdb`, `args`, `value` and `opened`, with the arguments, and gives what it printed. */
export function python(script: string, ...args: string[]): string {
  return execFileSync(PYTHON, ['-c', PRELUDE + script, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
}

/** The same bytes as the scripts' `value`. */
export function valueOf(seed: string | number, size: number): Uint8Array {
  const digest = createHash('sha256').update(String(seed)).digest();
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 32) bytes.set(digest.subarray(0, Math.min(32, size - at)), at);
  return bytes;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Every entry as its key in hex and the SHA-256 of its value, as real LMDB iterates it; each is also got by its key. */
export function dumpOf(path: string): [key: string, sha256: string][] {
  const printed = python(
    `
env = lmdb.open(args[0], readonly=True, lock=False, subdir=args[1] == 'folder')
with env.begin() as txn:
    for key, value in txn.cursor():
        assert txn.get(key) == value, key
        print(key.hex(), hashlib.sha256(value).hexdigest())
`,
    path,
    path.endsWith('.mdb') ? 'file' : 'folder',
  );
  return printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' ') as [string, string]);
}
