import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Studio } from '../../core/studio/studio.ts';
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

/** Before the app is ready: makes the scheme an origin of its own, which may fetch from itself. */
export function declarePages(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the folder `root` and the studio's pictures below `/media/`; everything else is not found. */
export function servePages(root: string, media: Studio['media']): void {
  protocol.handle(SCHEME, async ({ url, method, headers }) => {
    const { host, pathname, search } = new URL(url);
    if (host !== HOST || method !== 'GET') return refused();
    if (pathname.startsWith('/media/')) {
      const known = headers.get('if-none-match') ?? undefined;
      const answer = await media({ address: pathname + search, known });
      return respond(answer.bytes, answer);
    }
    const file = await containedFile(root, pathname);
    const type = file && TYPES[extname(file)];
    return type ? respond(await readFile(file), { status: 200, headers: pageHeaders(type) }) : refused();
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

const pageHeaders = (type: string) => ({
  'content-type': type,
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
});

/** Answers without content, such as 304, have no body at all. */
const respond = (bytes: Uint8Array, { status, headers }: { status: number; headers: Record<string, string> }) =>
  new Response(bytes.length > 0 ? (bytes as Uint8Array<ArrayBuffer>) : null, { status, headers });

const refused = (): Response => new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } });
