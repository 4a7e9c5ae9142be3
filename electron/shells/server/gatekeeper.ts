import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Names of this very machine. A page of another site that a manipulated name service leads here comes with its own name. */
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * `open`: has the cookie. `admit`: has the token, and gets the cookie. `unknown`: has neither. `foreign`: comes from another
 * site, or by another name than this machine's.
 */
export type Passage = 'open' | 'admit' | 'unknown' | 'foreign';

/** Lets in the browser of whoever was given the address with the token, and no page of another site in it. */
export class Gatekeeper {
  readonly token = randomBytes(32).toString('base64url');
  readonly #session = randomBytes(32).toString('base64url');
  readonly #cookie: string;

  /** `name` tells servers on one machine apart, as a browser keeps one set of cookies for all their ports. */
  constructor(name: string) {
    this.#cookie = `palimpsest-${name}`;
  }

  /** Of a request for a page or a picture. */
  passage(request: IncomingMessage): Passage {
    const { headers } = request;
    if (!isLoopback(headers.host)) return 'foreign';
    const token = tokenIn(request.url ?? '');
    if (token !== undefined) return equal(token, this.token) ? 'admit' : 'unknown';
    // A page on another port of this machine is `same-site`, and its requests carry our cookie.
    const from = headers['sec-fetch-site'];
    if (from !== undefined && from !== 'same-origin' && from !== 'none') return 'foreign';
    if (headers.origin !== undefined && !isOwnOrigin(headers)) return 'foreign';
    return this.#hasCookie(headers.cookie) ? 'open' : 'unknown';
  }

  /** Of a request to open a WebSocket, to which browsers apply no rule of origins by themselves. */
  socketPassage({ headers }: IncomingMessage): Exclude<Passage, 'admit'> {
    if (!isLoopback(headers.host) || !isOwnOrigin(headers)) return 'foreign';
    return this.#hasCookie(headers.cookie) ? 'open' : 'unknown';
  }

  /** For the header `set-cookie`. */
  get cookie(): string {
    return `${this.#cookie}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  #hasCookie(header: string | undefined): boolean {
    return (header ?? '')
      .split(';')
      .map((part) => part.trim().split('='))
      .some(([name, value]) => name === this.#cookie && value !== undefined && equal(value, this.#session));
  }
}

/** Any port: through a tunnel it is another one than the server's. */
const isLoopback = (host: string | undefined): boolean => host !== undefined && LOOPBACK.has(host.replace(/:\d+$/, ''));

const isOwnOrigin = ({ origin, host }: IncomingMessage['headers']): boolean => origin === `http://${host}`;

const tokenIn = (address: string): string | undefined =>
  URL.parse(address, 'http://studio')?.searchParams.get('token') ?? undefined;

/** Takes as long whatever is wrong. */
function equal(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a as Buffer, b as Buffer);
}
