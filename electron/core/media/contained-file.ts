import { realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

/**
 * The file below `root` that an address path such as `/assets/main.js` names, or undefined where it names none there:
 * one that climbs out in whatever spelling, leads out through a link, is a folder, or does not exist. `root` must exist.
 */
export async function containedFile(root: string, pathname: string): Promise<string | undefined> {
  const decoded = decodedOnce(pathname);
  if (decoded === undefined || /[\0\\:]/.test(decoded) || decoded.split('/').includes('..')) return undefined;
  const top = await realpath(root);
  const wanted = resolve(join(top, decoded.endsWith('/') ? `${decoded}index.html` : decoded));
  const real = await realpath(wanted).catch(() => undefined);
  if (!real?.startsWith(top + sep)) return undefined;
  return (await stat(real)).isFile() ? real : undefined;
}

/** Decoded once; what is still encoded then names a file with a `%` in its name. */
function decodedOnce(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}
