import type { Action } from '../keys/action.ts';

export const ACTIONS: readonly Action[] = [{ id: 'train.new', keys: ['n'] }];
