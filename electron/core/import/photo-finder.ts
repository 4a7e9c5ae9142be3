import { stat } from 'node:fs/promises';
import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { listFolder, type ListedFile } from './folder-listing.ts';

/** What to write in place of which part of a photo's name to get its LR partner's: `_HR` and `_LR4`. */
export interface LrName {
  replace: string;
  by: string;
}

/** Finds photos by the names that a JSON file gives them. */
export class PhotoFinder {
  readonly #top: string;
  #byName: Promise<Map<string, ListedFile[]>> | undefined;

  /** `top`: the folder that holds the photos, at any depth. */
  constructor(top: string) {
    this.#top = top;
  }

  /**
   * The file at the first of `names` that leads to one; else every file below the folder with the last part of the name.
   * Nothing outside the folder is looked at. Empty where there is none.
   */
  async find(names: readonly string[]): Promise<ListedFile[]> {
    const paths = names.map((name) => name.replaceAll('\\', '/'));
    for (const path of paths) {
      const file = await this.#at(path);
      if (file) return [file];
    }
    const last = posix.basename(paths[0] ?? '').normalize('NFC');
    if (last === '') return [];
    this.#byName ??= this.#list();
    return (await this.#byName).get(last) ?? [];
  }

  /**
   * Candidates for the LR partner of an HR photo, itself one of `hr`: by the names that the file gives, else by `lrName`
   * beside each of `hr`. Undefined where neither says that there is one.
   */
  async findLr(
    hr: readonly ListedFile[],
    names: readonly string[],
    lrName: LrName | undefined,
  ): Promise<ListedFile[] | undefined> {
    if (names.length > 0) return this.find(names);
    if (!lrName) return undefined;
    const partners = hr.map(async ({ path }) => {
      const name = posix.basename(path).replace(lrName.replace, () => lrName.by);
      const partner = await this.#at(posix.join(posix.dirname(path), name));
      return partner && partner.path !== path ? [partner] : [];
    });
    return (await Promise.all(partners)).flat();
  }

  async #at(path: string): Promise<ListedFile | undefined> {
    const full = resolve(this.#top, path);
    const way = relative(this.#top, full);
    if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return undefined;
    try {
      const facts = await stat(full);
      return facts.isFile() ? { path: way.replaceAll(sep, '/'), size: facts.size, modified: facts.mtimeMs } : undefined;
    } catch {
      // Whatever the reason, it may still be found by its last name; else it is reported as not found.
      return undefined;
    }
  }

  async #list(): Promise<Map<string, ListedFile[]>> {
    const { pictures } = await listFolder(this.#top);
    const files = pictures.filter(({ page }) => !page);
    return Map.groupBy(files, ({ path }) => posix.basename(path).normalize('NFC'));
  }

  /** The path of a found file as the file system takes it. */
  pathOf(file: ListedFile): string {
    return join(this.#top, file.path);
  }
}
