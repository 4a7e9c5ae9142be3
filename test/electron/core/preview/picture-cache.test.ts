import { expect, test } from 'vitest';
import { PictureCache } from '../../../../electron/core/preview/picture-cache.ts';

const of = (bytes: number) => ({ picture: new Uint8Array(bytes) });

test('keeps what fits, the least recently used goes first', () => {
  const shelf = new PictureCache<string>(100);
  const first = shelf.put('first', of(40), (token) => token);
  const second = shelf.put('second', of(40), (token) => token);
  expect(shelf.get('first')).toBe(first);
  const third = shelf.put('third', of(40), (token) => token);
  expect(shelf.get('second')).toBeUndefined();
  expect(shelf.picture(second, 'picture')).toBeUndefined();
  expect([first, third].map((token) => shelf.picture(token, 'picture')?.length)).toEqual([40, 40]);
});

test('one that is larger than everything is kept alone', () => {
  const shelf = new PictureCache<string>(100);
  shelf.put('small', of(10), (token) => token);
  const large = shelf.put('large', of(1000), (token) => token);
  expect(shelf.get('small')).toBeUndefined();
  expect(shelf.picture(large, 'picture')?.length).toBe(1000);
});

test('the same key again takes the place of the former, and tokens are never the same', () => {
  const shelf = new PictureCache<string>(100);
  const former = shelf.put('key', of(60), (token) => token);
  const latter = shelf.put('key', of(60), (token) => token);
  expect(latter).not.toBe(former);
  expect(shelf.picture(former, 'picture')).toBeUndefined();
  expect(shelf.picture(latter, 'picture')).toBeDefined();
  expect(shelf.picture(latter, 'other')).toBeUndefined();
});
