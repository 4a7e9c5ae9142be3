import { describe, expect, it } from 'vitest';
import { chooseView, SURER_BY } from '../../../models/recognition/choose-reading.ts';

const reading = (text: string, confidence: number) => ({ text, confidence, characters: [] });

describe('chooseView', () => {
  it('believes the input unless the restoration is read surer by the margin', () => {
    expect(chooseView(reading('a', 0.7), reading('b', 0.7 + SURER_BY / 2))).toBe('input');
    expect(chooseView(reading('a', 0.7), reading('b', 0.71 + SURER_BY))).toBe('restored');
  });
  it('believes the one that says something', () => {
    expect(chooseView(reading('', 0.99), reading('b', 0.4))).toBe('restored');
    expect(chooseView(reading('a', 0.4), reading('', 0.99))).toBe('input');
    expect(chooseView(reading('a', 0.4), null)).toBe('input');
  });
});
