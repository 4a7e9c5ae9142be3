import { encodePng } from '../../../models/image/encode.ts';
import { Synthesizer } from '../../../models/synthesis/synthesizer.ts';
import type { ComputeArgument, SynthesisFound, SyntheticPairData } from '../../contract/compute.ts';
import type { SynthesisConfig } from '../../contract/synthesis.ts';

let latest: { config: string; synthesizer: Promise<Synthesizer> } | undefined;

/** What draws the pairs of a config; kept for the next call with the same one. Throws what `Synthesizer.open` throws. */
export function synthesizerOf(config: SynthesisConfig): Promise<Synthesizer> {
  const key = JSON.stringify(config);
  if (latest?.config !== key) {
    const { fonts, words, real, ...recipe } = config;
    latest = { config: key, synthesizer: Synthesizer.open(recipe, { fonts, words, real }) };
  }
  return latest.synthesizer;
}

export async function describeSynthesis(config: SynthesisConfig): Promise<SynthesisFound> {
  const { fonts, words, real } = await synthesizerOf(config);
  return {
    fonts: fonts.map(({ file, sha256 }) => ({ file, sha256 })),
    words: { file: words.file, sha256: words.sha256, count: words.words.length },
    real: real ? { sha256: real.sha256, count: real.crops.length } : null,
  };
}

/** The pairs of these numbers, as PNGs. */
export async function synthesise({ config, numbers }: ComputeArgument<'synthesise'>): Promise<SyntheticPairData[]> {
  const synthesizer = await synthesizerOf(config);
  const pairs: SyntheticPairData[] = [];
  for (const number of numbers) {
    const { text, source, difficulty, lr, hr } = await synthesizer.pair(number);
    pairs.push({ number, text, source, difficulty, lr: await encodePng(lr), hr: await encodePng(hr) });
  }
  return pairs;
}
