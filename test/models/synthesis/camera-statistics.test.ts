import { expect, test } from 'vitest';
import { synthesisConfigSchema } from '../../../electron/contract/synthesis.ts';
import { loadFonts } from '../../../models/synthesis/fonts.ts';
import { Synthesizer } from '../../../models/synthesis/synthesizer.ts';
import { median, type PairStatistics, pairStatistics } from './statistics.ts';

const PAIRS = 60;

/** Measured of real pairs of LR and HR photographs of text; medians. */
const MEASURED = { edgeWidth: 3, contrastRatio: 1.16, noise: 0.55, blur: 2.25 };
const MOST_BLUR = 3.4;

test('made pairs have the statistics of real ones', async (context) => {
  const { fonts, words, real, ...recipe } = synthesisConfigSchema.parse({
    seed: 5,
    size: { width: null },
    // Sides that show the same place, so that blur can be measured.
    degradation: { shift: 0, scale: 0, rotation: 0 },
  });
  if ((await loadFonts([], 'abc012').catch(() => [])).length < 2) context.skip('this computer has not two Latin fonts');
  const synthesizer = await Synthesizer.open(recipe, { fonts, words, real });
  const statistics: PairStatistics[] = [];
  for (let number = 0; number < PAIRS; number++) {
    const { lr, hr } = await synthesizer.pair(number);
    statistics.push(pairStatistics(lr, hr));
  }
  const of = (one: keyof typeof MEASURED) =>
    statistics.map((each) => each[one]).filter((value) => Number.isFinite(value));
  const found = Object.fromEntries(
    Object.keys(MEASURED).map((one) => [one, median(of(one as keyof typeof MEASURED))]),
  ) as typeof MEASURED;
  expect(Math.abs(found.edgeWidth - MEASURED.edgeWidth), JSON.stringify(found)).toBeLessThan(0.5);
  expect(Math.abs(found.contrastRatio - MEASURED.contrastRatio), JSON.stringify(found)).toBeLessThan(0.15);
  expect(Math.abs(found.noise - MEASURED.noise), JSON.stringify(found)).toBeLessThan(0.4);
  expect(Math.abs(found.blur - MEASURED.blur), JSON.stringify(found)).toBeLessThan(0.5);
  expect(Math.max(...of('blur'))).toBeGreaterThanOrEqual(MOST_BLUR - 0.5);
  // Some are next to clean: no blur beyond that of the smaller size.
  const clean = of('blur').filter((sigma) => sigma <= 0.75).length / statistics.length;
  expect(clean).toBeGreaterThan(0.05);
  expect(clean).toBeLessThan(0.35);
});
