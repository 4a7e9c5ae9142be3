import { expect, test } from 'vitest';
import type { Opened } from '../../../../electron/contract/compute.ts';
import { Labels } from '../../../../electron/core/reading/transcriptions.ts';
import { ReadingTally } from '../../../../electron/core/reading/reading-scores.ts';

const opened: Opened = {
  engine: 'wasm',
  device: 'CPU',
  readers: [{ id: 'ppocr', title: 'PP-OCR', name: 'PP-OCR', sha256: '00' }],
};
const reading = (text: string) => ({ text, confidence: 1, characters: [] });

test('readings before and after restoration are scored apart, unlabelled pictures not at all', () => {
  const labels = new Labels([
    ['a.png', 'Bakery'],
    ['b.png', 'Hotel'],
  ]);
  const tally = new ReadingTally(opened, 'correct', labels);
  tally.add('a.png', [{ reader: 'ppocr', input: reading('Bakerv'), output: reading('Bakery') }]);
  tally.add('b.png', [{ reader: 'ppocr', input: reading('Hot'), output: reading('Hotel') }]);
  tally.add('c.png', [{ reader: 'ppocr', input: reading('x'), output: reading('y') }]);
  expect(tally.labelUse()).toEqual({ known: 2, used: 2 });
  expect(tally.scores()).toEqual([
    { reader: 'ppocr', view: 'input', labelled: 2, accuracy: 0, cer: 3 / 11 },
    { reader: 'ppocr', view: 'restored', labelled: 2, accuracy: 1, cer: 0 },
  ]);
});
