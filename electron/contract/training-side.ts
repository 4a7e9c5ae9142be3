import { z } from 'zod';

/** Pictures that CRNN learns to read: of a pair, or `sr`, what TSRN makes of its LR. */
export const trainingSideSchema = z.enum(['lr', 'hr', 'sr']);
export type TrainingSide = z.infer<typeof trainingSideSchema>;

/** The picture of a pair that a side is made from. */
export const storedSide = (side: TrainingSide): 'lr' | 'hr' => (side === 'sr' ? 'lr' : side);

/** What people choose among. */
export const TRAINING_SIDES = {
  lr: ['lr'],
  hr: ['hr'],
  sr: ['sr'],
  both: ['hr', 'lr'],
  all: ['hr', 'lr', 'sr'],
} as const satisfies Record<string, readonly TrainingSide[]>;
export type TrainingSides = keyof typeof TRAINING_SIDES;
