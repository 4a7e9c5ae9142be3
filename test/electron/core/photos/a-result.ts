import { PHOTO_FORMAT, type PhotoLine, type PhotoResult } from '../../../../electron/contract/photo.ts';

export function aReading(text: string, confidence = 0.9) {
  return { text, confidence, characters: [...text].map((character) => ({ character, confidence })) };
}

/** A line that is upright, 10 pixels a character and 20 high. */
export function aLine(text: string, left: number, top: number, changes: Partial<PhotoLine> = {}): PhotoLine {
  const right = left + 10 * text.length;
  return {
    quad: [
      [left, top],
      [right, top],
      [right, top + 20],
      [left, top + 20],
    ],
    baseline: [
      [left, top + 15],
      [right, top + 15],
    ],
    size: { width: right - left, height: 20 },
    confidence: 0.8,
    restoration: 'restored',
    readings: [{ reader: 'ppocr', input: aReading(text), restored: aReading(`${text}?`, 0.5) }],
    chosen: 'input',
    text,
    ...changes,
  };
}

/** Two blocks with everything that is hard to write down. */
export const aResult = (changes: Partial<PhotoResult> = {}): PhotoResult => ({
  format: PHOTO_FORMAT,
  notice: 'Read by machine.',
  software: 'Palimpsest 0.1.0',
  input: {
    ...{ file: 'page "1" & <2>.jpg', path: '/photos/page.jpg', sha256: 'ab'.repeat(32), bytes: 1000 },
    ...{ width: 400, height: 300, format: 'jpeg', bitDepth: 8, orientation: 1, alpha: false },
  },
  settings: {
    ...{ writing: 'auto', mode: 'correct', height: 'auto' },
    detector: { title: 'A detector', sha256: 'cd'.repeat(32) },
    model: { name: 'tsrn-x2', sha256: 'ef'.repeat(32) },
    readers: [{ id: 'ppocr', title: 'PP-OCRv4 mobile', sha256: '01'.repeat(32) }],
    surerBy: 0.05,
  },
  engine: { id: 'onnx', device: 'CPU' },
  angle: 0,
  writing: 'ltr',
  blocks: [
    [aLine('Tom & "Jerry" <b>', 20, 10), aLine('=1+2, "x"', -5, 40)],
    [
      aLine('', 20, 100, { readings: [{ reader: 'ppocr', input: aReading(''), restored: null }] }),
      aLine('a\u0001b', 30, 130),
    ],
  ],
  notes: [],
  files: [],
  milliseconds: { decode: 1, detection: 2, cutting: 3, superResolution: 4, reading: 5 },
  startedAt: '2026-05-04T03:02:01.000Z',
  ...changes,
});
