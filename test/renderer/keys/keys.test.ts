import { describe, expect, it } from 'vitest';
import { scopeOf, titleOf, type Action } from '../../../renderer/keys/action.ts';
import { chordOf, chordParts, editsText, type KeyPress } from '../../../renderer/keys/chord.ts';
import { conflictsOf, keysOf } from '../../../renderer/keys/conflicts.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('chords of key presses', () => {
  it.each<[string, KeyPress, string | null]>([
    ['a letter', press('a'), 'a'],
    ['a letter with Shift', press('A', { shiftKey: true }), 'shift+a'],
    ['a letter under Caps Lock', press('A'), 'a'],
    ['a sign that Shift types', press('?', { shiftKey: true }), '?'],
    ['a key without a sign, with Shift', press('Enter', { shiftKey: true }), 'shift+enter'],
    ['Control', press('k', { ctrlKey: true }), 'mod+k'],
    ['Control and Shift', press('Z', { ctrlKey: true, shiftKey: true }), 'mod+shift+z'],
    ['the space bar', press(' '), 'space'],
    ['an arrow', press('ArrowLeft'), 'left'],
    ['a modifier alone', press('Shift', { shiftKey: true }), null],
    ['a dead key', press('Dead'), null],
    ['a key that an input method has taken', press('Process'), null],
    ['the Windows key', press('k', { metaKey: true }), null],
  ])('%s', (_, event, chord) => {
    expect(chordOf(event, false)).toBe(chord);
  });

  it('takes Command for mod on a Mac, and Control there for nothing', () => {
    expect(chordOf(press('k', { metaKey: true }), true)).toBe('mod+k');
    expect(chordOf(press('k', { ctrlKey: true }), true)).toBeNull();
  });

  it('goes by the place of a key where Alt makes another character of it', () => {
    expect(chordOf(press('¡', { altKey: true, code: 'Digit1' }), true)).toBe('alt+1');
    expect(chordOf(press('å', { altKey: true, code: 'KeyA' }), true)).toBe('alt+a');
  });

  it('says them for people', () => {
    expect(chordParts('mod+shift+z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(chordParts('mod+shift+z', true)).toEqual(['⌘', '⇧', 'Z']);
    expect(chordParts('mod++', false)).toEqual(['Ctrl', '+']);
    expect(chordParts('+', false)).toEqual(['+']);
  });

  it('leaves typing, moving and editing to a field of text', () => {
    for (const chord of ['a', '1', '?', 'shift+a', 'enter', 'left', 'backspace', 'mod+z', 'mod+a', 'mod+v']) {
      expect(editsText(chord), chord).toBe(true);
    }
    for (const chord of ['mod+k', 'alt+1', 'esc', 'f2', 'mod+enter']) expect(editsText(chord), chord).toBe(false);
  });
});

describe('actions', () => {
  const actions: Action[] = [
    { id: 'app.palette', keys: ['mod+k'] },
    { id: 'browse.open', keys: ['enter'] },
    { id: 'browse.direction.vp', keys: ['2', 'v'] },
    { id: 'annotate.next', keys: ['enter'] },
  ];
  const ids = (found: readonly Action[]) => found.map(({ id }) => id);

  it('know their page and their title', () => {
    expect(scopeOf('browse.direction.vp')).toBe('browse');
    expect(titleOf('browse.direction.vp')).toBe('browse.actions.direction.vp');
  });

  it('take remapped keys in place of their own, also several and none', () => {
    const action = actions[2] as Action;
    expect(keysOf(action, {})).toEqual(['2', 'v']);
    expect(keysOf(action, { 'browse.direction.vp': 'x alt+x' })).toEqual(['x', 'alt+x']);
    expect(keysOf(action, { 'browse.direction.vp': '' })).toEqual([]);
  });

  it('conflict within a page and with what holds everywhere, not between pages', () => {
    expect(ids(conflictsOf('browse.direction.vp', 'enter', actions, {}))).toEqual(['browse.open']);
    expect(ids(conflictsOf('browse.open', 'mod+k', actions, {}))).toEqual(['app.palette']);
    expect(ids(conflictsOf('app.palette', 'enter', actions, {}))).toEqual(['browse.open', 'annotate.next']);
    expect(ids(conflictsOf('browse.open', 'enter', actions, {}))).toEqual([]);
    expect(ids(conflictsOf('browse.direction.vp', 'enter', actions, { 'browse.open': 'o' }))).toEqual([]);
  });
});
