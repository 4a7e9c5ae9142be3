import { ORPCError } from '@orpc/client';
import { problemSchema, type ProblemData } from '../../electron/contract/problem.ts';
import { say } from './i18n.ts';

/** What went wrong with a call, as a sentence with its cure, whatever was thrown. */
export function problemOf(error: unknown): ProblemData {
  const data = problemSchema.safeParse(error);
  if (data.success) return data.data;
  if (error instanceof ORPCError) {
    if (error.code === 'PROBLEM') return error.data as ProblemData;
    const asked = error.code === 'BAD_REQUEST';
    return {
      code: asked ? 'bad-argument' : 'internal',
      sentence: say(asked ? 'app.problem.badRequest' : 'app.problem.unexpected', { what: error.message }),
      cure: say('app.problem.unexpectedCure'),
    };
  }
  const what = error instanceof Error ? error.message : String(error);
  const isLost = /WebSocket|closed|AbortError/i.test(what);
  return {
    code: 'internal',
    sentence: say(isLost ? 'app.problem.lost' : 'app.problem.unexpected', { what }),
    cure: say(isLost ? 'app.problem.lostCure' : 'app.problem.unexpectedCure'),
  };
}
