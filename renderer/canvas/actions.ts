import type { Action } from '../keys/action.ts';

/** Bare keys are for where no text is typed; with Alt they work in the text field as well. */
export const ACTIONS: readonly Action[] = [
  { id: 'canvas.side', keys: ['s', 'alt+s'] },
  { id: 'canvas.blink', keys: ['b', 'alt+b'] },
  { id: 'canvas.wipe', keys: ['w', 'alt+w'] },
  { id: 'canvas.difference', keys: ['d', 'alt+d'] },
  { id: 'canvas.swap', keys: ['x', 'alt+x'] },
  { id: 'canvas.fit', keys: ['0', 'alt+0'] },
  { id: 'canvas.actualSize', keys: ['9', 'alt+9'] },
  { id: 'canvas.zoomIn', keys: ['+', '='], repeats: true },
  { id: 'canvas.zoomOut', keys: ['-'], repeats: true },
  { id: 'canvas.left', keys: ['left'], repeats: true },
  { id: 'canvas.right', keys: ['right'], repeats: true },
  { id: 'canvas.up', keys: ['up'], repeats: true },
  { id: 'canvas.down', keys: ['down'], repeats: true },
  { id: 'canvas.upright', keys: ['u', 'alt+u'] },
  { id: 'canvas.smooth', keys: ['p', 'alt+p'] },
  { id: 'canvas.grid', keys: ['g', 'alt+g'] },
];
