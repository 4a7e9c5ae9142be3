import { describe, expect, test } from 'vitest';
import { MessageWriter } from '../../../../models/interpreters/onnx/wire.ts';

const hex = (message: MessageWriter): string => Buffer.from(message.finish()).toString('hex');

// The examples of the Protocol Buffers encoding specification, and the edges of its number format.
describe('Protocol Buffers wire format', () => {
  test.each([
    [0, '0800'],
    [127, '087f'],
    [128, '088001'],
    [150, '089601'],
    [2 ** 53 - 1, '08ffffffffffffff0f'],
    [-1, '08ffffffffffffffffff01'],
  ])('integer %d', (value, expected) => expect(hex(new MessageWriter().integer(1, value))).toBe(expected));

  test('text', () => expect(hex(new MessageWriter().text(2, 'testing'))).toBe('120774657374696e67'));

  test('text counts bytes, not characters', () => expect(hex(new MessageWriter().text(1, 'é'))).toBe('0a02c3a9'));

  test('a message within a message', () => {
    const inner = new MessageWriter().integer(1, 150);
    expect(hex(new MessageWriter().message(3, inner))).toBe('1a03089601');
  });

  test('a field number above 15 takes two bytes', () => expect(hex(new MessageWriter().integer(20, 1))).toBe('a00101'));
});
