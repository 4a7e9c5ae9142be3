import { z } from 'zod';
import { PROBLEM_CODES, type ProblemData } from '../../models/base/problem.ts';

/** A failure as it crosses a process boundary: a stable code, one sentence for a person, and the cure. */
export const problemSchema = z.object({
  code: z.enum(PROBLEM_CODES),
  sentence: z.string(),
  cure: z.string(),
}) satisfies z.ZodType<ProblemData>;

export type { ProblemData };
