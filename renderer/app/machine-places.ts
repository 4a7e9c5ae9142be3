import type { PickKind, Places } from '../ui/places.ts';
import { bridge } from './bridge.ts';
import { client } from './client.ts';
import { problemOf } from './problem-of.ts';

const desktop = bridge;

/** Folders of the studio's machine, by its own calls, and the desktop's dialogs where it lends them. */
export const machinePlaces: Places = {
  list: (folder) => client.window.folder(folder === undefined ? {} : { folder }),
  ...(desktop && { pick: (kind: PickKind) => desktop.pick({ kind }) }),
  explain: problemOf,
};
