import { z } from 'zod';

/** Pictures that CRNN learns to read: of a pair, or `sr`, what TSRN makes of its LR. */
export const trainingSideSchema = z.enum(['lr', 'hr', 'sr']);
export type TrainingSide = z.infer<typeof trainingSideSchema>;
