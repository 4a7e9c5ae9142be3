import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { MediaAnswer } from './answer.ts';
import { containedFile } from './contained-file.ts';

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
