import { expect, test } from 'vitest';
import type { Compared, Opened } from '../../../../electron/contract/compute.ts';
import { figuresBySubset, type MeasuredPair } from '../../../../electron/core/evaluation/figures.ts';

const opened: Opened = {
  ...{ engine: 'wasm', device: 'CPU' },
  readers: [{ id: 'ppocr', title: 'PP-OCR', name: 'PP-OCR', sha256: '0' }],
};
const reading = (text: string) => ({ text, confidence: 1, characters: [] });
const quality = (psnr: number) => ({ meanSquaredError: 0.01, psnr, ssim: psnr / 100 });
const resultOf = (psnr: number, text: string): Compared => ({
  lowResolution: { width: 64, height: 16 },
  bicubic: quality(20),
  restored: quality(psnr),
  readings: [{ reader: 'ppocr', bicubic: reading('?'), restored: reading(text), highResolution: reading('word') }],
});
const pairOf = (i: number, own: Compared, against?: Compared): MeasuredPair => ({
  pair: { name: `p${i}`, subset: i % 2 ? 'hard' : 'easy', lr: '', hr: '', label: 'word' },
  result: own,
  ...(against && { against }),
});

test('figures come with bounds, over bicubic and over other weights on the same pairs', () => {
  const pairs = Array.from({ length: 40 }, (_, i) =>
    pairOf(i, resultOf(22 + (i % 5), i < 30 ? 'word' : 'ward'), resultOf(21 + (i % 5), i < 20 ? 'word' : 'ward')),
  );
  const subsets = figuresBySubset(pairs, opened, 'correct');
  expect(subsets.map(({ subset }) => subset)).toEqual(['easy', 'hard', 'all']);
  const all = subsets.at(-1)?.figures ?? [];
  const find = (measure: string, view: string) => all.find((one) => one.measure === measure && one.view === view);
  const psnr = find('psnr', 'restored');
  expect(psnr?.figure.value).toBeCloseTo(24, 6);
  expect(psnr?.overBicubic?.value).toBeCloseTo(4, 6);
  // Every pair won exactly 1 dB, so nothing is uncertain about it.
  expect([psnr?.overAgainst?.low, psnr?.overAgainst?.high].map((bound) => bound?.toFixed(9))).toEqual([
    '1.000000000',
    '1.000000000',
  ]);
  const accuracy = find('accuracy', 'restored');
  expect([accuracy?.figure.value, accuracy?.against?.value, accuracy?.overAgainst?.value]).toEqual([0.75, 0.5, 0.25]);
  expect(accuracy?.overAgainst?.low).toBeGreaterThan(0.1);
  expect(find('cer', 'restored')?.figure.value).toBeCloseTo(10 / 160, 6);
  expect(find('psnr', 'bicubic')?.overBicubic).toBeNull();
});

test('without other weights nothing is said of them, and unlabelled pairs have no reading figures', () => {
  const [subset] = figuresBySubset([{ ...pairOf(0, resultOf(22, 'x')) }], opened, 'correct');
  expect(subset?.figures.every(({ against, overAgainst }) => against === null && overAgainst === null)).toBe(true);
  const bare = pairOf(0, resultOf(22, 'x'));
  const [unlabelled] = figuresBySubset([{ ...bare, pair: { ...bare.pair, label: undefined } }], opened, 'correct');
  expect(unlabelled?.figures.map(({ measure }) => measure)).toEqual(['psnr', 'psnr', 'ssim', 'ssim']);
});
