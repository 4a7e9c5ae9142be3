import type { Action } from '../keys/action.ts';

export const ACTIONS: readonly Action[] = [
  { id: 'models.import', keys: ['i'] },
  { id: 'models.evaluate', keys: ['e'] },
];
