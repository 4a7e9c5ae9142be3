import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { MediaAnswer } from '../../core/media/answer.ts';
import { pageIn } from '../../core/media/pages.ts';
import type { Studio } from '../../core/service/studio.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import type { Strangers } from './strangers.ts';

interface Served {
  gatekeeper: Gatekeeper;
  strangers: Strangers;
  media: Studio['media'];
  /** Where the window's pages were built. */
  pagesFolder: string;
}

/** Answers requests for pages and pictures. Nothing is ever taken in here: calls come over the WebSocket. */
export function answerRequests(served: Served): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answerTo(request, served)
      .catch(() => noticePage(500, 'The page could not be read.', 'Load it again.'))
      .then((answer) => send(request, response, answer))
      .catch(() => response.destroy());
  };
}

async function answerTo(request: IncomingMessage, served: Served): Promise<MediaAnswer> {
  const { method, url = '' } = request;
  if (method !== 'GET' && method !== 'HEAD') {
    const refused = noticePage(405, 'This server only shows pages.', 'Open it in a browser.');
    return { ...refused, headers: { ...refused.headers, allow: 'GET, HEAD' } };
  }
  const passage = served.gatekeeper.passage(request);
  if (passage === 'open' || passage === 'admit') served.strangers.letIn(request.socket);
  switch (passage) {
    case 'foreign':
      return noticePage(403, 'Another site asked for this.', 'Open the address that was printed in the terminal.');
    case 'unknown':
      return noticePage(
        401,
        'This browser has not been let in yet.',
        'Open the whole address that was printed in the terminal, with its token.',
      );
    case 'admit':
      return toTheStart(served.gatekeeper);
    case 'open':
      return pageOrPicture(url, request, served);
  }
}

/** The token goes out of the address, where it might be seen or kept. */
function toTheStart({ cookie }: Gatekeeper): MediaAnswer {
  const page = noticePage(303, 'You are let in.', 'The window opens in a moment.');
  return { ...page, headers: { ...page.headers, location: '/', 'set-cookie': cookie } };
}

async function pageOrPicture(
  url: string,
  { headers }: IncomingMessage,
  { media, pagesFolder }: Served,
): Promise<MediaAnswer> {
  const address = url.startsWith('/') && !url.startsWith('//') ? URL.parse(url, 'http://studio') : null;
  if (address?.pathname.startsWith('/media/')) return media({ address: url, known: headers['if-none-match'] });
  const page = address ? await pageIn(pagesFolder, address.pathname) : undefined;
  if (page) return page;
  const isBuilt = await stat(join(pagesFolder, 'index.html')).then(
    () => true,
    () => false,
  );
  return isBuilt
    ? noticePage(404, 'There is no such page.', 'Go back to the start.')
    : noticePage(503, NOT_BUILT.sentence, NOT_BUILT.cure);
}

export const NOT_BUILT = {
  sentence: 'The pages of the window have not been built.',
  cure: 'Run "npm run build:renderer" in the folder of Palimpsest, then load this page again.',
};

function send({ method }: IncomingMessage, response: ServerResponse, { status, headers, bytes }: MediaAnswer): void {
  response.writeHead(status, { ...headers, ...(status !== 304 && { 'content-length': bytes.length }) });
  response.end(method === 'HEAD' || status === 304 ? undefined : bytes);
}

/** A page of two sentences for a browser that cannot be shown the window. Neither may hold anything from a request. */
function noticePage(status: number, sentence: string, cure: string): MediaAnswer {
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Palimpsest</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}</style>
<h1>Palimpsest</h1>
<p>${sentence}</p>
<p>${cure}</p>
`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
    bytes: Buffer.from(page),
  };
}
