import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import type { MediaAnswer } from './answer.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** Nothing remote, no code but the pages' own. Nuxt UI writes its colours into a style element. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The build gives files below it names with a hash of their content. */
const HASHED = /^\/assets\/[^/]+-[\w-]{8}\.\w+$/;

/** A file of the window's pages, built into the folder `root`; undefined where an address names none. */
export async function pageIn(root: string, pathname: string): Promise<MediaAnswer | undefined> {
  const file = await containedFile(root, pathname).catch(() => undefined); // the folder is missing
  const type = file === undefined ? undefined : TYPES[extname(file)];
  if (file === undefined || type === undefined) return undefined;
  return {
    status: 200,
    headers: {
      'content-type': type,
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': HASHED.test(pathname) ? 'private, max-age=31536000, immutable' : 'no-cache',
    },
    bytes: await readFile(file),
  };
}

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
