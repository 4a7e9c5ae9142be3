import { encodePng } from '../../../models/image/encode.ts';
import { Synthesizer } from '../../../models/synthesis/synthesizer.ts';
import type { ComputeArgument, SynthesisFound, SyntheticPairData } from '../../contract/compute.ts';
import type { SynthesisConfig } from '../../contract/synthesis.ts';

let latest: { config: string; synthesizer: Promise<Synthesizer> } | undefined;

/** What draws the pairs of a config; kept for the next call with the same one. Throws what `Synthesizer.open` throws. */
export function synthesizerOf(config: SynthesisConfig): Promise<Synthesizer> {
  const key = JSON.stringify(config);
  if (latest?.config !== key) {
    const { fonts, words, ...recipe } = config;
    latest = { config: key, synthesizer: Synthesizer.open(recipe, { fonts, words }) };
  }
  return latest.synthesizer;
}

export async function describeSynthesis(config: SynthesisConfig): Promise<SynthesisFound> {
  const { fonts, words } = await synthesizerOf(config);
  return {
    fonts: fonts.map(({ file, sha256 }) => ({ file, sha256 })),
    words: { file: words.file, sha256: words.sha256, count: words.words.length },
  };
}

/** The pairs of these numbers, as PNGs. */
export async function synthesise({ config, numbers }: ComputeArgument<'synthesise'>): Promise<SyntheticPairData[]> {
  const synthesizer = await synthesizerOf(config);
  const pairs: SyntheticPairData[] = [];
  for (const number of numbers) {
    const { text, font, difficulty, lr, hr } = await synthesizer.pair(number);
    pairs.push({ number, text, font, difficulty, lr: await encodePng(lr), hr: await encodePng(hr) });
  }
  return pairs;
}
