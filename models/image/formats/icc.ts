import { textAt, viewOf } from './header.ts';

const HEADER = 128;
const MOST_TAGS = 200;
const LONGEST = 200;

/**
 * What a colour profile calls itself (ICC.1, the tag `desc`, of version 2 or 4), such as `Display P3`; `unnamed` where it
 * does not say, or is broken: the picture beside it may be sound.
 */
export function profileName(profile: Uint8Array): string {
  try {
    const view = viewOf(profile);
    for (let i = 0; i < Math.min(view.getUint32(HEADER), MOST_TAGS); i++) {
      const at = HEADER + 4 + 12 * i;
      if (textAt(profile, at, 4) !== 'desc') continue;
      const name = description(profile, view, view.getUint32(at + 4));
      if (name !== '') return name.slice(0, LONGEST);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return 'unnamed';
}

function description(profile: Uint8Array, view: DataView, at: number): string {
  const type = textAt(profile, at, 4);
  if (type === 'desc') return plain(textAt(profile, at + 12, Math.min(view.getUint32(at + 8), 2 * LONGEST)));
  if (type !== 'mluc' || view.getUint32(at + 8) === 0) return '';
  const length = Math.min(view.getUint32(at + 20), 4 * LONGEST) & ~1;
  const start = at + view.getUint32(at + 24);
  const text = Buffer.from(profile.subarray(start, start + length));
  return plain(text.swap16().toString('utf16le'));
}

const plain = (text: string): string => (text.split('\0')[0] ?? '').replace(/\p{Cc}/gu, '').trim();
