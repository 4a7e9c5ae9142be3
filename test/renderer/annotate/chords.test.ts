import { describe, expect, test } from 'vitest';
import { ACTIONS } from '../../../renderer/annotate/actions.ts';
import { chordOf, type KeyPress } from '../../../renderer/keys/chord.ts';

const keysOf = (id: string) => ACTIONS.find((action) => action.id === id)?.keys ?? [];
const press = (key: string, code: string, held: Partial<KeyPress> = {}): KeyPress => ({
  ...{ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
  ...held,
});

describe('keys of annotating on the keyboards of people', () => {
  test('Option with a letter on a Mac, also where it begins an accent', () => {
    expect(keysOf('annotate.difficulty.medium')).toContain(chordOf(press('µ', 'KeyM', { altKey: true }), true));
    expect(keysOf('annotate.difficulty.easy')).toContain(chordOf(press('Dead', 'KeyE', { altKey: true }), true));
  });

  test('a dead key alone is no chord', () => {
    expect(chordOf(press('Dead', 'BracketLeft'), true)).toBeNull();
    expect(chordOf(press('Dead', 'Equal', { altKey: true }), false)).toBeNull();
  });

  test('Z is Z also where it stands in the place of Y', () => {
    expect(keysOf('annotate.undo')).toContain(chordOf(press('z', 'KeyY', { altKey: true }), false));
    expect(keysOf('annotate.undo')).toContain(chordOf(press('z', 'KeyY', { ctrlKey: true }), false));
    expect(keysOf('annotate.redo')).toContain(chordOf(press('Z', 'KeyY', { ctrlKey: true, shiftKey: true }), false));
  });

  test('AltGr types', () => {
    const typed = chordOf(press('€', 'KeyE', { ctrlKey: true, altKey: true }), false);
    expect(ACTIONS.flatMap(({ keys }) => keys)).not.toContain(typed);
  });

  test('digits are directions where no text is typed, and function keys everywhere', () => {
    expect(keysOf('annotate.direction.vp')).toContain(chordOf(press('3', 'Digit3'), false));
    expect(keysOf('annotate.direction.vp')).toContain(chordOf(press('F3', 'F3'), false));
  });
});
