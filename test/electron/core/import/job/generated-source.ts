import type { Label } from '../../../../../electron/contract/label.ts';
import type { ImportItem, ImportSource, ImportStep } from '../../../../../electron/core/db/dataset-item.ts';
import { Problem } from '../../../../../models/base/problem.ts';

/** A 24-bit BMP of noise that only this seed gives; 12 × 6 pixels unless told. */
export function bmp(seed: number, width = 12, height = 6): Uint8Array {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + stride * height);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  let state = (seed * 2654435761 + 1) >>> 0;
  for (let i = 54; i < file.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    file[i] = state >>> 24;
  }
  return file;
}

export const damagedBmp = (seed: number): Uint8Array => bmp(seed).subarray(0, 100);

const DIRECTIONS = ['h', 'vp', 'vn', 'td'] as const;

/** Item `i` of a mixed bag: pairs, single pictures, repeated and damaged images, every kind of label. */
export function mixedStep(i: number): ImportStep {
  const cursor = String(i);
  const key = `item-${String(i).padStart(5, '0')}`;
  if (i % 19 === 3) {
    return {
      cursor,
      skipped: { key, problem: new Problem('item-without-picture', { item: key }).toData() },
    };
  }
  const repeats = i % 13 === 7;
  const seed = repeats ? i - 1 : i;
  const label: Partial<Label> = repeats
    ? { transcription: `otherwise ${i}` }
    : {
        direction: DIRECTIONS[i % 4] as 'h',
        ...(i % 3 > 0 && { transcription: `caf\u0065\u0301 ${i}` }),
        ...(i % 5 === 0 && { tags: ['worn', `row ${i % 2}`, 'worn'], focalLengthHr: 50 }),
      };
  const item: ImportItem = {
    key,
    name: `crop ${i}`,
    subset: i % 2 ? 'easy' : 'hard',
    photo: `photo ${Math.trunc(i / 3)}`,
    ...(seed % 11 !== 0 && { lr: bmp(2 * seed) }),
    hr: i % 17 === 5 ? damagedBmp(i) : bmp(2 * seed + 1),
    label,
  };
  return { cursor, item };
}

/** A source that makes its items as it goes. */
export function sourceOf(
  count: number,
  {
    location = '/photos/generated',
    fingerprint = `generated ${count}`,
    step = mixedStep,
  }: { location?: string; fingerprint?: string; step?: (i: number) => ImportStep } = {},
): ImportSource {
  return {
    kind: 'folder',
    location,
    fingerprint,
    count,
    // eslint-disable-next-line @typescript-eslint/require-await -- nothing here has to be waited for
    async *steps(after) {
      for (let i = after === undefined ? 0 : Number(after) + 1; i < count; i++) yield step(i);
    },
    close: () => Promise.resolve(),
  };
}
