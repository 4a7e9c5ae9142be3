/**
 * Keys as text: modifiers in the order `mod alt shift`, then the key, such as `mod+k`, `shift+enter`, `?` or `1`. `mod` is
 * Command on a Mac and Control elsewhere. Shift is not said of a key that types another character with it.
 */

export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const NAMES: Record<string, string> = {
  ' ': 'space',
  Escape: 'esc',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'pageup',
  PageDown: 'pagedown',
};
const MODIFIERS = new Set([
  'Control',
  'Meta',
  'Alt',
  'Shift',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Process',
  'Unidentified',
]);

/** The chord of a key press; none for a modifier alone and for dead keys. */
export function chordOf(press: KeyPress, isMac: boolean): string | null {
  // With Alt a Mac types other characters, or begins an accent: the key's place says more than its character then. A
  // letter is a letter wherever it is: Z and Y change places between keyboards.
  const placed = /^(?:Key|Digit)(.)$/.exec(press.code)?.[1];
  const isByPlace = press.altKey && placed !== undefined && !/^[a-z]$/i.test(press.key);
  if (MODIFIERS.has(press.key) && !(isByPlace && press.key === 'Dead')) return null;
  const character = isByPlace ? placed : press.key;
  const key = NAMES[character] ?? character.toLowerCase();
  const typesOther = [...key].length === 1 && key === character.toUpperCase() && !press.altKey;
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const other = isMac ? press.ctrlKey : press.metaKey;
  if (other) return null;
  return [mod && 'mod', press.altKey && 'alt', press.shiftKey && !typesOther && 'shift', key].filter(Boolean).join('+');
}

/** `Ctrl + K` for people; with the signs of the Mac there. */
export function chordParts(chord: string, isMac: boolean): string[] {
  const signs: Record<string, string> = {
    mod: isMac ? '⌘' : 'Ctrl',
    alt: isMac ? '⌥' : 'Alt',
    shift: isMac ? '⇧' : 'Shift',
    enter: isMac ? '↩' : 'Enter',
    left: '←',
    right: '→',
    up: '↑',
    down: '↓',
    space: 'Space',
    esc: 'Esc',
    tab: 'Tab',
    backspace: isMac ? '⌫' : 'Backspace',
    delete: 'Del',
    pageup: 'PgUp',
    pagedown: 'PgDn',
    home: 'Home',
    end: 'End',
  };
  // A plus sign is a key too: `mod++`.
  const parts = chord.endsWith('+') ? [...chord.slice(0, -1).split('+').filter(Boolean), '+'] : chord.split('+');
  return parts.map((part) => signs[part] ?? part.toUpperCase());
}

const EDITING = new Set(['mod+a', 'mod+c', 'mod+v', 'mod+x', 'mod+y', 'mod+z', 'mod+shift+z']);

/** Whether a chord has a meaning where a caret blinks: it types, moves or edits. */
export function editsText(chord: string): boolean {
  if (EDITING.has(chord)) return true;
  return !/(^|\+)(mod|alt)\+/.test(chord) && !/^f\d+$/.test(chord) && chord !== 'esc';
}
