import { encodePng } from '../../models/image/encode.ts';
import { Random } from '../../models/training/random.ts';
import type { Label } from '../../electron/contract/label.ts';
import type { ImportSource } from '../../electron/core/db/dataset-item.ts';

const SYLLABLES = ['ing', 'qu', 'tion', 'er', 'ab', 'mo', 'st', 'ka', 'li', 'zo'];
const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random.next() * values.length)] as T;

type Size = readonly [width: number, height: number];

/** Pairs of small pictures, all different, with labels of every kind. */
export function generatedSource(
  count: number,
  { lr, hr }: { lr: Size; hr: Size } = { lr: [4, 4], hr: [8, 8] },
): ImportSource {
  const random = new Random(3);
  const picture = async (number: number, [width, height]: Size) => {
    const data = new Uint8Array(3 * width * height);
    new DataView(data.buffer).setUint32(0, number);
    return encodePng({ width, height, data });
  };
  const label = (number: number): Partial<Label> => ({
    transcription: number % 10 === 0 ? null : Array.from({ length: 3 }, () => pick(random, SYLLABLES)).join(''),
    direction: pick(random, ['h', 'h', 'h', 'vn', 'vp', 'td', null]),
    difficulty: pick(random, ['easy', 'medium', 'hard', null]),
    status: pick(random, ['new', 'in-progress', 'done', 'reviewed', 'rejected']),
    focalLengthHr: 24 + Math.floor(random.next() * 216),
    tags: number % 50 === 0 ? ['shop'] : [],
  });
  return {
    kind: 'folder',
    location: '/generated',
    fingerprint: String(count),
    count,
    async *steps() {
      for (let number = 1; number <= count; number++) {
        const key = String(number).padStart(9, '0');
        yield {
          cursor: key,
          item: {
            ...{ key, name: `crop ${key}`, photo: `photo ${Math.floor(number / 20)}` },
            subset: pick(random, ['easy', 'medium', 'hard']),
            lr: await picture(number, lr),
            hr: await picture(number, hr),
            label: label(number),
          },
        };
      }
    },
    close: () => Promise.resolve(),
  };
}
