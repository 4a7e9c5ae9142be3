import type { MediaAnswer } from '../../core/media/answer.ts';

/** A page of two sentences for a browser that cannot be shown the window. Neither may hold anything from a request. */
export function noticePage(status: number, sentence: string, cure: string): MediaAnswer {
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
