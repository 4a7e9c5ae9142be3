import type { Action } from '../keys/action.ts';

export const ACTIONS: readonly Action[] = [
  { id: 'restore.next', keys: ['j', 'pagedown'], repeats: true },
  { id: 'restore.previous', keys: ['k', 'pageup'], repeats: true },
  { id: 'restore.accept', keys: ['a'] },
  { id: 'restore.reject', keys: ['r'] },
  { id: 'restore.unsay', keys: ['backspace'] },
  { id: 'restore.invention', keys: ['i'] },
  { id: 'restore.new', keys: ['n'] },
];
