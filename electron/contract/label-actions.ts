import { z } from 'zod';
import { labelSchema } from './label.ts';
import { passSchema } from './pairs.ts';

/** What an action did, and to how many pairs. */
export const labelActionSchema = z.object({
  actionId: z.int(),
  pairs: z.int(),
  /** Their labels as they are now; none of an action on more than a hundred pairs, which a list asks for anew. */
  labels: z.array(z.object({ pairId: z.int(), label: labelSchema })),
});

/** An action on more than a hundred pairs that is not over yet. */
export const bulkActionSchema = z.object({
  id: z.int(),
  kind: z.enum(['edit', 'undo', 'redo']),
  annotator: z.string(),
  pass: passSchema,
  /** One is under way at a time. `withdrawing`: stopped or failed, and what is written of it is taken back. */
  state: z.enum(['waiting', 'checking', 'writing', 'withdrawing']),
  /** Pairs dealt with in this state. */
  done: z.int(),
  of: z.int(),
});

export type LabelActionResult = z.infer<typeof labelActionSchema>;
export type BulkAction = z.infer<typeof bulkActionSchema>;
