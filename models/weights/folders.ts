import { join } from 'node:path';
import { dataFolder } from '../base/data-folder.ts';

/** The models that Palimpsest ships. */
export const shippedModelFolder = (): string => import.meta.dirname;

/** Where a person's imported and trained models go, unless a project keeps its own. Need not exist. */
export const userModelFolder = (): string => join(dataFolder(), 'models');

/** Where models are looked for by default; a person's own come first, so that they may shadow a shipped name. */
export const modelFolders = (): string[] => [userModelFolder(), shippedModelFolder()];
