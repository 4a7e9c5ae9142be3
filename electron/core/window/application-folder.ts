import { join } from 'node:path';

/** Where package.json, the licences and resources of this program are, when it runs from its sources. */
export const applicationFolder = (): string => join(import.meta.dirname, '..', '..', '..');
