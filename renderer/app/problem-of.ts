import { ORPCError } from '@orpc/client';
import { Problem, problemSchema, type ProblemData } from '../../electron/contract/problem.ts';
import { problemText, type ProblemText } from '../ui/problems/problem-text.ts';
import { i18n } from './i18n.ts';

/** What went wrong with a call, whatever was thrown. */
export function problemOf(error: unknown): ProblemData {
  const data = problemSchema.safeParse(error);
  if (data.success) return data.data;
  if (error instanceof ORPCError) {
    if (error.code === 'PROBLEM') return error.data as ProblemData;
    const reason = error.code === 'BAD_REQUEST' ? 'request-refused' : 'call-failed';
    return new Problem(reason, { detail: error.message }).toData();
  }
  const detail = error instanceof Error ? error.message : String(error);
  const isLost = /WebSocket|closed|AbortError/i.test(detail);
  return (isLost ? new Problem('connection-lost', {}) : new Problem('call-failed', { detail })).toData();
}

/** The same in words, outside a component. */
export const explained = (error: unknown): ProblemText => problemText(problemOf(error), i18n.global.locale.value);
