/** UTF-8 bytes of a name, without its ending and what makes it unique; a disk allows 255 of the whole. */
const MAX_BYTES = 120;
const MAX_DEPTH = 4;

/**
 * What some file system forbids or shows wrongly: separators and wildcards, control characters, halves of characters and
 * code points that are none, marks that turn the order of what follows, line separators.
 */
const UNSAFE = /[<>:"/\\|?*\p{Cc}\p{Cs}\p{Cn}\p{Co}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Names of devices on Windows, with any ending. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(?:\.|$)/i;

/** In a folder `lr`, an ending of its own that tells the side would be taken off the name of the pair. */
const SIDE = /[_.-](?:lr|hr)$/i;

/**
 * A name that every common file system takes and no importer misreads, as near to `name` as can be; '' where nothing of it
 * is left.
 */
function safeName(name: string): string {
  const plain = cut(name.normalize('NFC').replace(UNSAFE, '_').trim().replace(/^\.+/, '_'));
  const safe = plain.replace(/[. ]+$/, '');
  if (/^_*$/.test(safe)) return '';
  return `${RESERVED.test(safe) ? '_' : ''}${safe}${SIDE.test(safe) ? '_' : ''}`;
}

function cut(name: string): string {
  let bytes = 0;
  let end = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_BYTES) break;
    end += character.length;
  }
  return name.slice(0, end);
}

/** Equal for names that some file system takes for one: case, Unicode form and invisible characters do not count. */
const likeness = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD');

/** A place below a folder, equal for those that are one file on macOS and Windows, which differ only by case. */
export const folded = (place: string): string => place.normalize('NFC').toLowerCase();

/** Names within one folder, each given once. */
class UniqueNames {
  /** The number at which to look on, for every name that was given. */
  readonly #given: Map<string, number>;

  constructor(taken: readonly string[]) {
    this.#given = new Map(taken.map((name) => [likeness(name), 2]));
  }

  /** `name` itself, or with a number behind it. */
  give(name: string): string {
    const like = likeness(name);
    let number = this.#given.get(like);
    let unique = name;
    if (number !== undefined) {
      do unique = `${name}-${number++}`;
      while (this.#given.has(likeness(unique)));
      this.#given.set(like, number);
    }
    this.#given.set(likeness(unique), this.#given.get(likeness(unique)) ?? 2);
    return unique;
  }
}

/** Safe, unique names for the folders of subsets and for the pairs in them. */
export class FileNames {
  readonly #taken: readonly string[];
  readonly #folders = new Map<string, { path: string; inside: UniqueNames; pairs: UniqueNames }>();

  /** `taken`: names that no subset's folder may bear. */
  constructor(taken: readonly string[]) {
    this.#taken = ['lr', 'hr', ...taken];
    this.#folders.set('', { path: '', inside: new UniqueNames(this.#taken), pairs: new UniqueNames([]) });
  }

  /** The folder of a subset, '' or with a `/` at its end, and a name for the pair that is new there. */
  forPair({ pairId, name, subset }: { pairId: number; name: string; subset: string }): {
    folder: string;
    name: string;
  } {
    const segments = subset.split(/[/\\]/).filter((segment) => segment !== '');
    const { path, pairs } = this.#folder([
      ...segments.slice(0, MAX_DEPTH - 1),
      segments.slice(MAX_DEPTH - 1).join('_'),
    ]);
    return { folder: path, name: pairs.give(safeName(name) || `pair-${pairId}`) };
  }

  #folder(segments: readonly string[]): { path: string; inside: UniqueNames; pairs: UniqueNames } {
    const named = segments.filter((segment) => segment !== '');
    const key = named.map((segment) => `/${segment}`).join('');
    let folder = this.#folders.get(key);
    if (!folder) {
      const above = this.#folder(named.slice(0, -1));
      const path = `${above.path}${above.inside.give(safeName(named.at(-1) as string) || 'subset')}/`;
      folder = { path, inside: new UniqueNames(this.#taken), pairs: new UniqueNames([]) };
      this.#folders.set(key, folder);
    }
    return folder;
  }
}
