import { describe, expect, it } from 'vitest';
import { notesOn } from '../../../../electron/core/photos/photo-notes.ts';
import { aLine, aReading, aResult } from './a-result.ts';

const codesOf = (changes: Parameters<typeof aResult>[0]) => notesOn(aResult(changes), 'p.jpg').map(({ code }) => code);
const line = aLine('text', 0, 0);

describe('notesOn', () => {
  it('has nothing to say of a page of text', () => expect(codesOf({ blocks: [[line]] })).toEqual([]));
  it('tells that there is no text, or none that could be read', () => {
    expect(codesOf({ blocks: [] })).toEqual(['no-text']);
    const unread = aLine('', 0, 0, { readings: [{ reader: 'ppocr', input: aReading(''), restored: null }] });
    expect(codesOf({ blocks: [[unread]] })).toEqual(['no-text']);
  });
  it('tells of one huge letter', () => {
    expect(codesOf({ blocks: [[{ ...line, size: { width: 200, height: 180 } }]] })).toEqual(['text-too-large']);
  });
  it('tells of a page upside down or on its side', () => {
    const [upsideDown] = notesOn(aResult({ blocks: [[line]], angle: -179 }), 'p.jpg');
    const [onItsSide] = notesOn(aResult({ blocks: [[line]], angle: 90 }), 'p.jpg');
    expect(upsideDown?.sentence).toContain('upside down');
    expect(onItsSide?.sentence).toContain('on its side');
  });
});
