import manifest from '../../../package.json' with { type: 'json' };

/** Name and version as they are written into everything that a run makes. */
export const SOFTWARE = `Palimpsest ${manifest.version}`;
export const VERSION: string = manifest.version;
