import { inject, type InjectionKey } from 'vue';
import type { FolderListing } from '../../electron/contract/window.ts';

export type PickKind = 'folder' | 'files' | 'project';

/** The machine that the studio runs on, as a field for paths needs it. */
export interface Places {
  /** A folder's content; the home folder's where none is named. Fails as calls do. */
  list(folder?: string): Promise<FolderListing>;
  /** The system's own dialog, where there is one. */
  pick?: (kind: PickKind) => Promise<string[]>;
  /** What went wrong, in words. */
  explain(error: unknown): { sentence: string; cure: string };
}

export const PLACES: InjectionKey<Places> = Symbol('places');

export function usePlaces(): Places {
  const places = inject(PLACES);
  if (!places) throw new Error('No places were provided.');
  return places;
}
