import { z } from 'zod';
import { PROBLEM_CODES, PROBLEMS, type ProblemData, type ProblemReason } from '../../models/base/problem.ts';

const valueSchema = z.lazy(() => z.union([z.string(), z.number(), problemSchema, z.array(problemSchema)]));

/** A failure as it crosses a process boundary: a stable code, the reason with its data, and the fact as an English sentence. */
export const problemSchema: z.ZodType<ProblemData> = z.object({
  code: z.enum(PROBLEM_CODES),
  reason: z.enum(Object.keys(PROBLEMS) as [ProblemReason]),
  data: z.record(z.string(), valueSchema),
  sentence: z.string(),
});

export { Problem, PROBLEMS, sentenceWith, type ProblemData, type ProblemReason } from '../../models/base/problem.ts';
