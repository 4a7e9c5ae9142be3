import { asProblem, type ProblemCode } from '../../../models/base/problem.ts';

/** What a shell answers to a request, over HTTP or its own protocol. */
export interface MediaAnswer {
  status: number;
  headers: Record<string, string>;
  /** Empty for 304. */
  bytes: Uint8Array;
}

/** Types are never guessed, nothing is embedded by another origin, and a picture opened by itself can do nothing. */
const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};
const INERT = "default-src 'none'; sandbox";

const STATUS: Partial<Record<ProblemCode, number>> = {
  'not-found': 404,
  'bad-argument': 404,
  'not-readable': 403,
  'not-an-image': 415,
  'empty-file': 415,
  'image-damaged': 415,
  'image-too-large': 413,
};

export interface Body {
  type: string;
  bytes: Uint8Array;
  etag?: string;
  /** The address will always give the same bytes. */
  forEver?: boolean;
  /** Instead of one that allows nothing. */
  policy?: string;
}

export const answerOf = ({ type, bytes, etag, forEver = false, policy = INERT }: Body): MediaAnswer => ({
  status: 200,
  headers: {
    ...ALWAYS,
    'content-type': type,
    'content-security-policy': policy,
    ...(etag !== undefined && { etag }),
    'cache-control': forEver ? 'private, max-age=31536000, immutable' : 'private, no-cache',
  },
  bytes,
});

export const unchanged = (etag: string): MediaAnswer => ({
  status: 304,
  headers: { ...ALWAYS, etag, 'cache-control': 'private, no-cache' },
  bytes: new Uint8Array(),
});

/** The Problem as JSON: an `img` shows nothing, and a page that wants the reason fetches the same address. */
export function refusal(thrown: unknown): MediaAnswer {
  const problem = asProblem(thrown, 'The picture', 'read');
  return {
    status: STATUS[problem.code] ?? 500,
    headers: {
      ...ALWAYS,
      'content-type': 'application/json',
      'content-security-policy': INERT,
      'cache-control': 'no-store',
    },
    bytes: Buffer.from(JSON.stringify(problem.toData())),
  };
}
