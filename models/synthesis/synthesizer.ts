import { createHash } from 'node:crypto';
import type { Raster } from '../image/raster.ts';
import { Random } from '../training/random.ts';
import {
  bicubicHalf,
  cleanHalf,
  gaussianHalf,
  goodPhotograph,
  halved,
  misalignment,
  poorPhotograph,
} from './camera.ts';
import { loadFonts, type Font } from './fonts.ts';
import { toRaster } from './light.ts';
import { loadRealCrops, type RealCrop, type RealCrops, realScene, sceneView } from './real-crops.ts';
import type { SynthesisRecipe } from './recipe.ts';
import { drawScene, EM, inkSize, type Lettering, measureText, type Scene } from './scene.ts';
import { loadWords, pick, Texts, type WordList } from './texts.ts';
import { ALIGNED, drawView, look, type View } from './view.ts';

/**
 * What a recipe draws with: font files or folders (none: the system's), a word list (none: the one that comes along), a folder
 * of real crops (none: every text is drawn).
 */
export interface SynthesisSources {
  fonts: readonly string[];
  words: string | null;
  real: string | null;
}

export interface SyntheticPair {
  /** Of a real crop that was cut into: empty. */
  text: string;
  /** The font that it was drawn with, or the real crop that it shows. */
  source: { file: string; sha256: string };
  /** By how much the poor camera was to blame: easy, medium, hard in equal parts. */
  difficulty: 'easy' | 'medium' | 'hard';
  hr: Raster;
  /** Half of HR's size, rounded down. */
  lr: Raster;
}

interface Sight {
  text: string;
  source: SyntheticPair['source'];
  scene: Scene;
  view: View;
  columns: number;
  isReal: boolean;
}

export interface PairOptions {
  /** Columns of HR, whatever the recipe says. */
  width?: number;
  /** Real crops are cut where they are wider, instead of left out; their text is then unknown. */
  mayCut?: boolean;
}

/** Texts tried for a picture of a given shape. */
const CANDIDATES = 8;
/** How much narrower or wider than it is a real crop may be shown. */
const MOST_SQUEEZED = 1.5;
const DIFFICULTIES = ['easy', 'medium', 'hard'] as const;

/**
 * Makes LR/HR pairs of rendered text. A pair depends on the recipe, the fonts, the words and its number alone: the same
 * number gives the same pair, whatever was made before.
 */
export class Synthesizer {
  readonly fonts: readonly Font[];
  readonly words: WordList;
  readonly real: RealCrops | undefined;
  readonly #recipe: SynthesisRecipe;
  readonly #texts: Texts;

  private constructor(
    recipe: SynthesisRecipe,
    { fonts, words, real }: { fonts: readonly Font[]; words: WordList; real: RealCrops | undefined },
  ) {
    this.#recipe = recipe;
    this.real = real;
    this.fonts = fonts;
    this.words = words;
    this.#texts = new Texts(recipe.text, words.words);
  }

  /** Throws what `loadFonts`, `loadWords`, `loadRealCrops` and `Texts` throw. */
  static async open(recipe: SynthesisRecipe, sources: SynthesisSources): Promise<Synthesizer> {
    const words = await loadWords(sources.words);
    const real = sources.real === null ? undefined : await loadRealCrops(sources.real, recipe.size.height);
    return new Synthesizer(recipe, { fonts: await loadFonts(sources.fonts, recipe.text.characters), words, real });
  }

  /** Pair `number`, counted from 0. Throws what decoding a real crop throws. */
  async pair(number: number, options: PairOptions = {}): Promise<SyntheticPair> {
    const { seed, size, degradation } = this.#recipe;
    const random = new Random(seedOf(`${seed} ${number}`));
    const { text, source, scene, view, columns, isReal } =
      (await this.#realSight(random, options)) ?? this.#drawnSight(random, options);
    const seen = look(scene, view, ALIGNED, columns, size.height);
    // A real crop went through a lens already.
    const hr = isReal ? toRaster(seen) : goodPhotograph(seen, degradation, random);
    const severity = random.next();
    const isClean = random.next() < degradation.clean;
    const off = () => look(scene, view, misalignment(degradation, random), columns, size.height);
    const lr =
      degradation.kind === 'bicubic'
        ? bicubicHalf(hr)
        : degradation.kind === 'gaussian'
          ? gaussianHalf(hr, random)
          : isClean
            ? cleanHalf(hr, random)
            : await poorPhotograph(off(), degradation, severity, random);
    const difficulty = isClean && degradation.kind === 'camera' ? 'easy' : difficultyOf(severity);
    return { text, source, difficulty, hr, lr };
  }

  #drawnSight(random: Random, { width }: PairOptions): Sight {
    const { size, rendering } = this.#recipe;
    const { of, font } = this.#lettering(random, (width ?? size.width ?? 0) / size.height);
    const scene = drawScene(of, rendering, random);
    const view = drawView(scene, rendering, random);
    const { file, sha256 } = font;
    const columns = width ?? size.width ?? this.#columns(of);
    return { text: of.text, source: { file, sha256 }, scene, view, columns, isReal: false };
  }

  /** A real crop in the place of a drawn text; undefined where one is to be drawn, or none has a fitting shape. */
  async #realSight(random: Random, { width, mayCut = false }: PairOptions): Promise<Sight | undefined> {
    const { size, realShare } = this.#recipe;
    if (!this.real || random.next() >= realShare) return undefined;
    const { height, widest } = size;
    const wanted = width ?? size.width ?? undefined;
    const natural = ({ width: w, height: h }: RealCrop) => Math.max(4, Math.round((w * height) / h));
    for (let tries = 0; tries < CANDIDATES; tries++) {
      const crop = pick(random, this.real.crops);
      const whole = natural(crop);
      const columns = wanted ?? 2 * halved(Math.min(widest, Math.max(32, whole)));
      const isCut = whole > columns * MOST_SQUEEZED;
      if ((isCut && !mayCut) || whole * MOST_SQUEEZED < columns) continue;
      const { scene, source } = await realScene(this.real, crop);
      const share = isCut ? columns / whole : 1;
      const view = sceneView(scene, share, random.uniform(0, 1 - share));
      return { text: isCut ? '' : crop.text, source, scene, view, columns, isReal: true };
    }
    return undefined;
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

const difficultyOf = (severity: number) =>
  DIFFICULTIES[Math.floor(severity * DIFFICULTIES.length)] as SyntheticPair['difficulty'];

const seedOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32LE();
