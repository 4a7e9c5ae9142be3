import type { Definitions } from './definition.ts';

/** What shells themselves refuse. */
export const SHELLS = {
  said: { code: 'internal', sentence: '{sentence}', also: ['cure'] },
  'port-taken': { code: 'in-use', sentence: 'Another program listens on port {port}.' },
  'port-forbidden': { code: 'bad-argument', sentence: 'Port {port} is not for this user.' },
  'value-unfit': { code: 'bad-argument', sentence: 'A value is not as it should be ({faults}).' },
  'connection-lost': { code: 'internal', sentence: 'The connection to the studio was lost before it answered.' },
  'request-refused': { code: 'bad-argument', sentence: 'The studio did not accept the request: {detail}.' },
  'call-failed': { code: 'internal', sentence: 'Something unexpected happened: {detail}.' },
} as const satisfies Definitions;
