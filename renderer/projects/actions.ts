import type { Action } from '../keys/action.ts';

export const ACTIONS: readonly Action[] = [
  { id: 'projects.new', keys: ['n'] },
  { id: 'projects.open', keys: ['o'] },
];
