import { z } from 'zod';
import { engineIdSchema, readerIdSchema } from './compute.ts';
import { pairQuerySchema } from './pairs.ts';
import { problemSchema } from './problem.ts';

/** What a window remembers and asks of the machine that it runs on. */

export const languageSchema = z.enum(['en', 'de']);
export const themeSchema = z.enum(['system', 'light', 'dark', 'contrast']);

export const settingsSchema = z.object({
  theme: themeSchema,
  language: languageSchema,
  /** Who labels; the system's user name to begin with. */
  annotator: z.string().min(1).max(200),
  /** Actions whose keys differ from the default, such as `{"annotate.direction.vp": "v"}`. */
  keys: z.record(z.string(), z.string()),
  /** Or `auto`. */
  engine: engineIdSchema,
  /** Who reads in the window. */
  readers: z.array(readerIdSchema),
});

/** The settings that count, and why not all are those that were saved, where that is so. */
export const keptSettingsSchema = settingsSchema.extend({ problem: problemSchema.nullable() });

export const recentProjectSchema = z.object({
  folder: z.string(),
  name: z.string(),
  /** ISO 8601, UTC. */
  openedAt: z.string(),
  pairs: z.int(),
  /** Whether the folder still holds a project. */
  exists: z.boolean(),
});

export const placeKindSchema = z.enum(['folder', 'project', 'lmdb', 'picture', 'file']);
/** A folder's content, for choosing files on the machine where the studio runs. */
export const folderListingSchema = z.object({
  folder: z.string(),
  parent: z.string().nullable(),
  entries: z.array(
    z.object({ name: z.string(), path: z.string(), kind: placeKindSchema, bytes: z.number().nullable() }),
  ),
  /** More entries than are listed. */
  left: z.int(),
});

/** Kept with the project. */
export const savedViewSchema = z.object({ id: z.int(), name: z.string().min(1).max(200), query: pairQuerySchema });

export const aboutSchema = z.object({
  name: z.string(),
  version: z.string(),
  shell: z.enum(['desktop', 'server', 'cli']),
  /** Name and version of what it runs on. */
  runtime: z.record(z.string(), z.string()),
  platform: z.string(),
  dataFolder: z.string(),
  licences: z.array(z.object({ name: z.string(), licence: z.string(), text: z.string() })),
});

export type Settings = z.infer<typeof settingsSchema>;
export type KeptSettings = z.infer<typeof keptSettingsSchema>;
export type Theme = z.infer<typeof themeSchema>;
export type Language = z.infer<typeof languageSchema>;
export type RecentProject = z.infer<typeof recentProjectSchema>;
export type FolderListing = z.infer<typeof folderListingSchema>;
export type PlaceKind = z.infer<typeof placeKindSchema>;
export type SavedView = z.infer<typeof savedViewSchema>;
export type About = z.infer<typeof aboutSchema>;
