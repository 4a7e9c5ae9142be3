import { createHash } from 'node:crypto';
import type { Raster } from '../image/raster.ts';
import { Random } from '../training/random.ts';
import { bicubicHalf, gaussianHalf, goodPhotograph, halved, misalignment, poorPhotograph } from './camera.ts';
import { loadFonts, type Font } from './fonts.ts';
import type { SynthesisRecipe } from './recipe.ts';
import { drawScene, EM, inkSize, type Lettering, measureText } from './scene.ts';
import { pick, Texts } from './texts.ts';
import { ALIGNED, drawView, look } from './view.ts';
import { loadWords, type WordList } from './words.ts';

/** What a recipe draws with: font files or folders (none: the system's), a word list (none: the one that comes along). */
export interface SynthesisSources {
  fonts: readonly string[];
  words: string | null;
}

export interface SyntheticPair {
  text: string;
  font: { file: string; sha256: string };
  /** By how much the poor camera was to blame: easy, medium, hard in equal parts. */
  difficulty: 'easy' | 'medium' | 'hard';
  hr: Raster;
  /** Half of HR's size, rounded down. */
  lr: Raster;
}

/** Texts tried for a picture of a given shape. */
const CANDIDATES = 8;
const DIFFICULTIES = ['easy', 'medium', 'hard'] as const;

/**
 * Makes LR/HR pairs of rendered text. A pair depends on the recipe, the fonts, the words and its number alone: the same
 * number gives the same pair, whatever was made before.
 */
export class Synthesizer {
  readonly fonts: readonly Font[];
  readonly words: WordList;
  readonly #recipe: SynthesisRecipe;
  readonly #texts: Texts;

  private constructor(recipe: SynthesisRecipe, fonts: readonly Font[], words: WordList) {
    this.#recipe = recipe;
    this.fonts = fonts;
    this.words = words;
    this.#texts = new Texts(recipe.text, words.words);
  }

  /** Throws what `loadFonts`, `loadWords` and `Texts` throw. */
  static async open(recipe: SynthesisRecipe, sources: SynthesisSources): Promise<Synthesizer> {
    const words = await loadWords(sources.words);
    return new Synthesizer(recipe, await loadFonts(sources.fonts, recipe.text.characters), words);
  }

  /** Pair `number`, counted from 0; with `width` columns of HR, whatever the recipe says, where that is given. */
  async pair(number: number, width?: number): Promise<SyntheticPair> {
    const { seed, size, rendering, degradation } = this.#recipe;
    const random = new Random(seedOf(`${seed} ${number}`));
    const lettering = this.#lettering(random, (width ?? size.width ?? 0) / size.height);
    const scene = drawScene(lettering.of, rendering, random);
    const view = drawView(scene, rendering, random);
    const columns = width ?? size.width ?? this.#columns(lettering.of);
    const hr = goodPhotograph(look(scene, view, ALIGNED, columns, size.height), random);
    const severity = random.next();
    const lr =
      degradation.kind === 'bicubic'
        ? bicubicHalf(hr)
        : degradation.kind === 'gaussian'
          ? gaussianHalf(hr, random)
          : await poorPhotograph(
              look(scene, view, misalignment(degradation, random), columns, size.height),
              degradation,
              severity,
              random,
            );
    const difficulty = DIFFICULTIES[Math.floor(severity * DIFFICULTIES.length)] as SyntheticPair['difficulty'];
    const { file, sha256 } = lettering.font;
    return { text: lettering.of.text, font: { file, sha256 }, difficulty, hr, lr };
  }

  /** A text with its font; among a few, the one whose shape is nearest to `aspect` (0: any). */
  #lettering(random: Random, aspect: number): { of: Lettering; font: Font } {
    let best: { of: Lettering; font: Font; distance: number } | undefined;
    for (let tries = 0; tries < CANDIDATES || !best; tries++) {
      const text = this.#texts.draw(random);
      const font = pick(random, this.fonts);
      const spacing = random.next() < 0.3 ? random.uniform(-0.04, 0.15) * EM : 0;
      if (![...text].every((character) => font.characters.has(character.codePointAt(0) as number))) continue;
      const measured = measureText(text, font.family, spacing);
      if (!measured) continue;
      const { width, height } = inkSize(measured);
      const distance = aspect === 0 ? 0 : Math.abs(Math.log(width / height / aspect));
      if (!best || distance < best.distance)
        best = { of: { text, family: font.family, spacing, measured }, font, distance };
      // Pictures of one size take texts as they come, as TextZoom does, but for the most squeezed ones.
      if (distance < Math.LN2) break;
    }
    return best;
  }

  #columns({ measured }: Lettering): number {
    const { height, widest } = this.#recipe.size;
    const ink = inkSize(measured);
    const natural = Math.round((height * ink.width) / ink.height);
    return 2 * halved(Math.min(widest, Math.max(32, natural)));
  }
}

const seedOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32LE();
