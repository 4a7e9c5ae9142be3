import { z } from 'zod';
import type { Label } from '../../electron/contract/label.ts';
import type { LabelChanges } from './commit-queue.ts';

/** A field's text that is typed and not on the disk of the project yet, and what the label said when it was typed. */
const draftSchema = z.object({ text: z.string(), seen: z.unknown() });

type KeptTexts = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Of a pair in a pass of a project. */
export const draftPlace = (project: string | undefined, pairId: number, pass: number): string =>
  `palimpsest.draft/${project ?? ''}/${pairId}/${pass}`;

const keyOf = (place: string, field: keyof Label): string => `${place}/${field}`;

/**
 * What is typed, kept by the browser from the first key on, so that it outlives a reload and a crash of the window, until the
 * label is saved. Where nothing can be kept there, typing goes on as without it.
 */
export function keptDrafts(storage: KeptTexts | undefined) {
  const attempt = <T>(work: (storage: KeptTexts) => T): T | undefined => {
    try {
      return storage && work(storage);
    } catch {
      return undefined; // full, or forbidden by the browser
    }
  };
  return {
    keep(place: string, field: keyof Label, text: string, seen: unknown): void {
      attempt((kept) => kept.setItem(keyOf(place, field), JSON.stringify({ text, seen })));
    },
    of(place: string, field: keyof Label): { text: string; seen: unknown } | undefined {
      return attempt((kept) => {
        const text = kept.getItem(keyOf(place, field));
        return text === null ? undefined : draftSchema.safeParse(JSON.parse(text)).data;
      });
    },
    /** The label now says this: drafts of it are over, and what was typed since lies on top of it. */
    saved(place: string, changes: LabelChanges): void {
      for (const [field, value] of Object.entries(changes) as [keyof Label, unknown][]) {
        const draft = this.of(place, field);
        if (draft && draft.text !== (value ?? '')) this.keep(place, field, draft.text, value);
        else this.drop(place, field);
      }
    },
    drop(place: string, field: keyof Label): void {
      attempt((kept) => kept.removeItem(keyOf(place, field)));
    },
  };
}

/** This window's. */
export const windowDrafts = keptDrafts(globalThis.localStorage);
