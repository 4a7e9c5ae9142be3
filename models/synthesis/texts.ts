import { createHash } from 'node:crypto';
import { asProblem, Problem } from '../base/problem.ts';
import { readUserText } from '../base/user-file.ts';
import type { Random } from '../training/random.ts';
import type { Range, TextRecipe } from './recipe.ts';

/** Draws what is written on pictures. */
export class Texts {
  readonly #recipe: TextRecipe;
  readonly #words: readonly string[];
  readonly #characters: ReadonlySet<string>;

  /** Throws `bad-argument` where the recipe leaves nothing to write. */
  constructor(recipe: TextRecipe, words: readonly string[]) {
    this.#recipe = recipe;
    this.#characters = new Set(recipe.characters);
    this.#words = words.filter((word) => fits([...word], recipe.length) && this.#mayWrite(word));
    const isEmpty = recipe.words + recipe.numbers + recipe.codes === 0;
    if (isEmpty || (recipe.words > 0 && this.#words.length === 0)) {
      throw new Problem(isEmpty ? 'texts-without-kind' : 'no-word-fits', {});
    }
  }

  draw(random: Random): string {
    const { words, numbers, codes } = this.#recipe;
    const kind = random.next() * (words + numbers + codes);
    if (kind < words) return this.#word(random);
    if (kind < words + numbers) {
      const number = numberText(random);
      if (fits([...number], this.#recipe.length) && [...number].every((one) => this.#characters.has(one)))
        return number;
    }
    return this.#code(random);
  }

  #word(random: Random): string {
    const word = pick(random, this.#words);
    const style = random.next();
    const cased = style < 0.35 ? word.toUpperCase() : style < 0.6 ? capitalised(word) : word;
    return [...cased].every((character) => this.#characters.has(character)) ? cased : word;
  }

  #code(random: Random): string {
    const { characters, length } = this.#recipe;
    const all = [...characters];
    const count = Math.round(random.uniform(length[0], Math.min(length[1], length[0] + 8)));
    return Array.from({ length: Math.max(1, count) }, () => pick(random, all)).join('');
  }

  #mayWrite(word: string): boolean {
    return [...word].every((character) => this.#characters.has(character));
  }
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random.next() * items.length)] as T;
}

const fits = (characters: readonly string[], [least, most]: Range): boolean =>
  characters.length >= least && characters.length <= most;

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const NUMBERS: readonly ((random: Random) => string)[] = [
  (random) => String(whole(random, 1900, 2035)),
  (random) => String(whole(random, 1, 10 ** whole(random, 1, 6))),
  (random) => `${whole(random, 0, 999)}.${padded(whole(random, 0, 99))}`,
  (random) => `${padded(whole(random, 0, 23))}:${padded(whole(random, 0, 59))}`,
  (random) => `${whole(random, 1, 31)}/${whole(random, 1, 12)}`,
  (random) => `${whole(random, 1, 100)}%`,
  (random) => `${whole(random, 1, 400)}${pick(random, ['a', 'b', 'A', 'B', 'km', 'ft'])}`,
];

const numberText = (random: Random): string => pick(random, NUMBERS)(random);
const whole = (random: Random, least: number, most: number): number =>
  least + Math.floor(random.next() * (most - least + 1));
const padded = (value: number): string => String(value).padStart(2, '0');

export interface WordList {
  /** Path; none for the list that comes along. */
  file: string | null;
  sha256: string;
  words: readonly string[];
}

/** Of signs, shops, streets and shelves; short, so that a few thousand pairs say each often. Give a list for variety. */
const COMMON =
  'access address airport alley apple april arrival august avenue bakery bank bar beach beer best big bike black block ' +
  'blue boat book bread bridge brown bus cafe call camera cash castle caution center central change cheese church city ' +
  'clean clinic close closed club coffee cold college copy corner court cream cross danger daily dark dealer december ' +
  'delivery dentist deposit design desk diesel dinner discount district doctor dog door down drink drive dry east easy ' +
  'electric emergency empty engine enter entrance evening exit express factory family farm fast february ferry film fire ' +
  'first fish floor flower food forest free fresh friday front fruit fuel full garage garden gate gift glass gold good ' +
  'grand great green grill ground group guest hall hand harbour health heavy help hill home hospital hot hotel house ice ' +
  'information inn island january jazz job july june keep key king kitchen land large last laundry law left library light ' +
  'line lock lodge london lunch machine magazine mail main mall march market may meat medical meeting menu metal metro ' +
  'milk monday money motel motor museum music national new news night no north not notice november number oak october off ' +
  'office oil old one only open orange order organic oven owner paint palace paper park parking party pass people pharmacy ' +
  'phone photo piano pizza plaza please point police pool post power press price private public pull push quality quick ' +
  'quiet radio rail red rent repair reserved rest river road room royal safe sale salon salt saturday school sea second ' +
  'security self sell service shoes shop silver slow small smoke snack soap soup south special speed sport square stadium ' +
  'stairs star station stop store street studio sugar summer sunday super table taxi tea theatre thursday ticket tire ' +
  'toilet tours towel tower town track trade traffic train travel tuesday union university up valley video view village ' +
  'visitors warning wash watch water way wednesday welcome west white wine winter wood work world yellow young zone';

/** What a list is good for: one line, or one word, each, in Unicode NFC. */
const MOST_WORDS = 1_000_000;

/** The words of a file, one a line, or those that come along. Throws what reading throws, and `bad-argument` for an empty list. */
export async function loadWords(file: string | null): Promise<WordList> {
  const text =
    file === null
      ? COMMON.replaceAll(' ', '\n')
      : await readUserText(file).catch((error: unknown) => {
          throw asProblem(error, file, 'read');
        });
  const lines = text.normalize('NFC').split(/\r?\n/u, MOST_WORDS);
  const words = [...new Set(lines.map((line) => line.trim()).filter((line) => line !== ''))];
  if (words.length === 0) throw new Problem('no-words', { file: file ?? 'words' });
  return { file, sha256: createHash('sha256').update(words.join('\n')).digest('hex'), words };
}
