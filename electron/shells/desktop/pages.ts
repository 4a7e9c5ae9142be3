import { protocol } from 'electron';
import type { MediaAnswer } from '../../core/media/answer.ts';
import { pageIn } from '../../core/media/pages.ts';
import type { Studio } from '../../core/service/studio.ts';

/** Where the window's pages come from: `studio://app/…`, files of the renderer's build and pictures of the studio. */
const SCHEME = 'studio';
const HOST = 'app';
export const START_PAGE = `${SCHEME}://${HOST}/index.html`;

/** Before the app is ready: makes the scheme an origin of its own, which may fetch from itself. */
export function declarePages(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the folder `root` and the studio's pictures; everything else is not found. */
export function servePages(root: string, media: Studio['media']): void {
  protocol.handle(SCHEME, async ({ url, method, headers }) => {
    const { host, pathname, search } = new URL(url);
    if (host !== HOST || method !== 'GET') return refused();
    if (pathname.startsWith('/media/')) {
      return responseOf(await media({ address: pathname + search, known: headers.get('if-none-match') ?? undefined }));
    }
    const page = await pageIn(root, pathname);
    return page ? responseOf(page) : refused();
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

/** Answers without content, such as 304, have no body at all. */
const responseOf = ({ status, headers, bytes }: MediaAnswer): Response =>
  new Response(bytes.length > 0 ? (bytes as Uint8Array<ArrayBuffer>) : null, { status, headers });

const refused = (): Response => new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } });
