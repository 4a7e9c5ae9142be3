import type { Action } from '../keys/action.ts';

export const ACTIONS: readonly Action[] = [
  { id: 'browse.open', keys: ['enter'] },
  { id: 'browse.search', keys: ['/'] },
  { id: 'browse.selectAll', keys: ['mod+a'] },
  { id: 'browse.clearSelection', keys: ['esc'] },
  { id: 'browse.undo', keys: ['mod+z'] },
  { id: 'browse.redo', keys: ['mod+shift+z', 'mod+y'] },
  { id: 'browse.table', keys: ['t'] },
  { id: 'browse.grid', keys: ['g'] },
  { id: 'browse.statistics', keys: ['s'] },
  { id: 'browse.export', keys: ['e'] },
];
