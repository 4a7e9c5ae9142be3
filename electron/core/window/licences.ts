import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { About } from '../../contract/window.ts';
import { compareNaturally } from '../files/natural-order.ts';

type Licence = About['licences'][number];

const manifestSchema = z.object({
  name: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
});

const licencesSchema = z.array(z.object({ name: z.string(), licence: z.string(), text: z.string() }));

/** The licence of this program first, then of what it brings along and needs. What is not there is left out. */
export async function licencesIn(folder: string): Promise<Licence[]> {
  const manifest = await manifestIn(folder);
  const own = { name: 'Palimpsest', licence: manifest?.license ?? '', text: (await licenceText(folder)) ?? '' };
  const parts: Licence[] = [];
  for (const bundle of ['desktop', 'renderer']) parts.push(...(await bundledLicences(join(folder, 'out', bundle))));
  for (const name of Object.keys(manifest?.dependencies ?? {})) {
    const place = join(folder, 'node_modules', name);
    const part = await manifestIn(place);
    if (part) parts.push({ name, licence: part.license ?? '', text: (await licenceText(place)) ?? '' });
  }
  const bundled = join(folder, 'resources', 'licences');
  for (const file of await namesIn(bundled)) {
    const text = await readFile(join(bundled, file), 'utf8');
    parts.push({
      name: basename(file, '.txt'),
      licence: /(MIT|Apache|BSD 2-Clause) License/.exec(text)?.[0] ?? '',
      text,
    });
  }
  const byName = new Map(parts.map((part) => [part.name, part]));
  return [own, ...[...byName.values()].sort((a, b) => compareNaturally(a.name, b.name))];
}

/** What a build wrote of the packages that went into it; nothing where it was not built. */
async function bundledLicences(folder: string): Promise<Licence[]> {
  try {
    return licencesSchema.parse(JSON.parse(await readFile(join(folder, 'licences.json'), 'utf8')));
  } catch {
    return [];
  }
}

async function manifestIn(folder: string): Promise<z.infer<typeof manifestSchema> | undefined> {
  try {
    return manifestSchema.safeParse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).data;
  } catch {
    return undefined; // a part that is not installed here needs no mention
  }
}

async function licenceText(folder: string): Promise<string | undefined> {
  const file = (await namesIn(folder)).find((name) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(name));
  return file === undefined ? undefined : readFile(join(folder, file), 'utf8');
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** Where package.json, the licences and resources of this program are, when it runs from its sources. */
export const applicationFolder = (): string => join(import.meta.dirname, '..', '..', '..');
