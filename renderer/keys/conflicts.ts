import { scopeOf, type Action } from './action.ts';

/** Keys as settings keep them: chords with spaces between; '' for none. */
export function keysOf(action: Action, remapped: Readonly<Record<string, string>>): readonly string[] {
  const own = remapped[action.id];
  return own === undefined ? action.keys : own.split(' ').filter(Boolean);
}

/** The other actions that a chord would set off where this action's page is shown: of its scope, and those of `app`. */
export function conflictsOf(
  id: string,
  chord: string,
  actions: readonly Action[],
  remapped: Readonly<Record<string, string>>,
): Action[] {
  const scope = scopeOf(id);
  return actions.filter((other) => {
    if (other.id === id || !keysOf(other, remapped).includes(chord)) return false;
    const otherScope = scopeOf(other.id);
    return scope === otherScope || scope === 'app' || otherScope === 'app';
  });
}
