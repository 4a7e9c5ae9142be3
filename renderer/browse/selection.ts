/** Which pairs of a list are selected, as file managers do it. Indices are places in the list, ids are pairs. */
export interface Selection {
  readonly ids: ReadonlySet<number>;
  /** Where a range begins. */
  readonly anchor: number;
  /** The place that has the focus. */
  readonly active: number;
}

export const NOTHING: Selection = { ids: new Set(), anchor: 0, active: 0 };

interface With {
  shift: boolean;
  /** Control, or Command. */
  mod: boolean;
}

function range(list: readonly number[], from: number, to: number): number[] {
  return list.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** After a click at a place of the list. */
export function clicked(selection: Selection, list: readonly number[], index: number, keys: With): Selection {
  const id = list[index];
  if (id === undefined) return selection;
  if (keys.shift) {
    const base = keys.mod ? selection.ids : [];
    return {
      ids: new Set([...base, ...range(list, selection.anchor, index)]),
      anchor: selection.anchor,
      active: index,
    };
  }
  if (!keys.mod) return { ids: new Set([id]), anchor: index, active: index };
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: index, active: index };
}

/** After a key that moves the focus to a place; with Shift the range grows, with Control the selection stays. */
export function moved(selection: Selection, list: readonly number[], to: number, keys: With): Selection {
  if (list.length === 0) return NOTHING;
  const index = Math.max(0, Math.min(list.length - 1, to));
  if (keys.mod && !keys.shift) return { ...selection, active: index };
  return clicked(selection, list, index, { shift: keys.shift, mod: false });
}

export function everything(selection: Selection, list: readonly number[]): Selection {
  return { ...selection, ids: new Set(list) };
}

/** In another list: what is selected stays, the focus goes to the first selected pair. */
export function inList(selection: Selection, list: readonly number[]): Selection {
  const ids = new Set(list.filter((id) => selection.ids.has(id)));
  const first = ids.size ? list.findIndex((id) => ids.has(id)) : 0;
  return { ids, anchor: first, active: first };
}
