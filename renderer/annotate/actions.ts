import type { Action } from '../keys/action.ts';

/**
 * Bare letters and digits are for where no text is typed. The text field has the focus most of the time, so each of them
 * has a key beside it that types nothing.
 */
export const ACTIONS: readonly Action[] = [
  { id: 'annotate.saveNext', keys: ['enter', 'mod+enter'], whileTyping: true },
  { id: 'annotate.previous', keys: ['shift+enter', 'pageup'], whileTyping: true, repeats: true },
  { id: 'annotate.skip', keys: ['pagedown', 'alt+n'], whileTyping: true, repeats: true },
  { id: 'annotate.reject', keys: ['alt+r'] },
  { id: 'annotate.accept', keys: ['tab'], whileTyping: true },
  { id: 'annotate.direction.h', keys: ['1', 'f1'] },
  { id: 'annotate.direction.vn', keys: ['2', 'f2'] },
  { id: 'annotate.direction.vp', keys: ['3', 'f3'] },
  { id: 'annotate.direction.td', keys: ['4', 'f4'] },
  { id: 'annotate.difficulty.easy', keys: ['e', 'alt+e'] },
  { id: 'annotate.difficulty.medium', keys: ['m', 'alt+m'] },
  { id: 'annotate.difficulty.hard', keys: ['h', 'alt+h'] },
  { id: 'annotate.illegible', keys: ['i', 'alt+i'] },
  { id: 'annotate.undo', keys: ['mod+z', 'alt+z'], whileTyping: true },
  { id: 'annotate.redo', keys: ['mod+shift+z', 'mod+y', 'alt+shift+z'], whileTyping: true },
  { id: 'annotate.text', keys: ['t', 'alt+t'] },
  { id: 'annotate.leaveText', keys: ['esc'] },
  { id: 'annotate.notes', keys: ['n', 'alt+o'] },
  { id: 'annotate.palette', keys: ['c', 'alt+c'] },
  { id: 'annotate.history', keys: ['l', 'alt+l'] },
  { id: 'annotate.retry', keys: ['alt+shift+s'] },
];
