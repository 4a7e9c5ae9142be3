import { z } from 'zod';

/** A failure as it crosses a process boundary: a stable code, one sentence for a person, and the cure. */
export const problemSchema = z.object({ code: z.string(), sentence: z.string(), cure: z.string() });
