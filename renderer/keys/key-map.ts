import { computed, onActivated, onDeactivated, onMounted, onUnmounted, shallowReactive, shallowRef } from 'vue';
import type { Action } from './action.ts';
import { chordOf, editsText } from './chord.ts';
import { keysOf } from './conflicts.ts';
import { belongsToControl, isEditable } from './key-target.ts';

const found = import.meta.glob<readonly Action[]>('./*/actions.ts', {
  base: '../',
  eager: true,
  import: 'ACTIONS',
});

/** Every action of every page, each with its default keys. */
export const actions: readonly Action[] = Object.values(found).flat();
export const isMac = /mac/i.test(navigator.platform);

/** Gives `false` where there is nothing to do: the key then keeps the meaning that it has for the browser. */
type Handler = () => unknown;

const remapped = shallowRef<Readonly<Record<string, string>>>({});
const handlers = shallowReactive(new Map<string, Handler>());

export const remappedKeys = computed(() => remapped.value);
export function remapKeys(keys: Readonly<Record<string, string>>): void {
  remapped.value = keys;
}

/** The keys of an action as they are now. */
export function currentKeys(id: string): readonly string[] {
  const action = actions.find((other) => other.id === id);
  return action ? keysOf(action, remapped.value) : [];
}

/** Actions that do something on the page that is shown, for the command palette. */
export const liveActions = computed(() => actions.filter((action) => handlers.has(action.id)));

/** Whether there was anything to do. */
export function perform(id: string): boolean {
  return handlers.get(id)?.() !== false;
}

/** Says what actions do as long as the component is there. */
export function useActions(own: Readonly<Record<string, Handler>>): void {
  const add = () => {
    for (const [id, run] of Object.entries(own)) handlers.set(id, run);
  };
  const remove = () => {
    for (const [id, run] of Object.entries(own)) if (handlers.get(id) === run) handlers.delete(id);
  };
  onMounted(add);
  onActivated(add);
  onDeactivated(remove);
  onUnmounted(remove);
}

let paused = false;
/** While a key is being chosen, keys do nothing. */
export function pauseKeys(pause: boolean): void {
  paused = pause;
}

function onKeyDown(event: KeyboardEvent): void {
  // `Process`: a key that an input method has taken.
  if (paused || event.defaultPrevented || event.isComposing || event.key === 'Process') return;
  const chord = chordOf(event, isMac);
  if (!chord) return;
  const target = event.target instanceof Element ? event.target : null;
  const isTyping = target !== null && isEditable(target);
  if (target && belongsToControl(target, chord)) return;
  const action = liveActions.value.find(
    (other) =>
      keysOf(other, remapped.value).includes(chord) &&
      (!isTyping || other.whileTyping === true || !editsText(chord)) &&
      (!event.repeat || other.repeats === true),
  );
  if (!action) return;
  if (perform(action.id)) event.preventDefault();
}

/** Listens for the window's life. */
export function listenToKeys(): void {
  window.addEventListener('keydown', onKeyDown);
}
