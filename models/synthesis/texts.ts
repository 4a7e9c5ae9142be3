import type { Random } from '../training/random.ts';
import { Problem } from '../base/problem.ts';
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
      throw new Problem(
        'bad-argument',
        isEmpty
          ? 'The texts have no kind.'
          : 'No word of the list has the length and the characters that were asked for.',
        isEmpty ? 'Give words, numbers or codes a share.' : 'Name another list with --words, or allow more characters.',
      );
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
