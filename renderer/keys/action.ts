/** Something that a key does. Its title is the message `SCOPE.actions.REST` for the id `SCOPE.REST`. */
export interface Action {
  /** Such as `annotate.direction.vp`; what stands before the first dot is its scope, a page's name or `app`. */
  id: string;
  /** Chords by default, as in `chord.ts`. */
  keys: readonly string[];
  /** Also where text is typed, though the key would type something: Enter in a line, say. */
  whileTyping?: true;
  /** Again and again while the key is held down. */
  repeats?: true;
}

export function scopeOf(id: string): string {
  return id.slice(0, id.indexOf('.'));
}

export function titleOf(id: string): string {
  return `${scopeOf(id)}.actions.${id.slice(id.indexOf('.') + 1)}`;
}
