import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { containedFile } from './contained-file.ts';

/** Where the window's pages come from: `studio://app/…`, files of the renderer's build and pictures of the studio. */
const SCHEME = 'studio';
const HOST = 'app';
export const START_PAGE = `${SCHEME}://${HOST}/index.html`;

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

/** What the studio answers for a `/media/…` address; undefined where it has no such picture. */
export type Media = (address: URL) => Promise<{ type: string; bytes: Uint8Array } | undefined>;

/** Before the app is ready: makes the scheme an origin of its own, which may fetch from itself. */
export function declarePages(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the folder `root` and the studio's pictures; everything else is not found. */
export function servePages(root: string, media: Media): void {
  protocol.handle(SCHEME, async ({ url, method }) => {
    const address = new URL(url);
    if (address.host !== HOST || method !== 'GET') return refused();
    if (address.pathname.startsWith('/media/')) {
      const picture = await media(address);
      return picture ? answer(picture.bytes, picture.type) : refused();
    }
    const file = await containedFile(root, address.pathname);
    const type = file && TYPES[extname(file)];
    return type ? answer(await readFile(file), type) : refused();
  });
}

/** Whether an address is one of the window's own pages. */
export function isOwnPage(url: string): boolean {
  try {
    const { protocol: scheme, host } = new URL(url);
    return scheme === `${SCHEME}:` && host === HOST;
  } catch {
    return false;
  }
}

function answer(bytes: Uint8Array, type: string): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: { 'content-type': type, 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff' },
  });
}

const refused = (): Response => new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } });
