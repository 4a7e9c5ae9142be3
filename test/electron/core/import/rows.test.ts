import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  lines,
  MAX_ROW,
  rowsOf,
  separated,
  type Row,
  type RowSplitter,
} from '../../../../electron/core/import/rows.ts';
import { collected } from './support.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size));
}

const read = (text: string, split: RowSplitter, size = 7): Promise<Row[]> =>
  collected(rowsOf(pieces(text, size), split));

const line = lines((text) => [text]);
const csv = separated(',');

test('every kind of line end ends a line, wherever the pieces break', async () => {
  const text = 'one\r\ntwo\nthree\rfour\n\nsix';
  const expected = ['one', 'two', 'three', 'four', '', 'six'].map((cell, i) => ({ line: i + 1, cells: [cell] }));
  for (const size of [1, 2, 3, 5, 100]) expect(await read(text, line, size)).toEqual(expected);
});

describe('comma-separated', () => {
  test('quotes hold separators, quotes and line breaks; empty is told from quoted empty', async () => {
    expect(await read('a,"b, ""c""\r\nd",,""\ne', csv)).toEqual([
      { line: 1, cells: ['a', 'b, "c"\r\nd', undefined, ''] },
      { line: 3, cells: ['e'] },
    ]);
  });

  test.each([
    ['a,1\nb,"open\nc,3\nd,4\n', 'opens a quote that is never closed'],
    ['a,1\nb,"open\nc,"3"\nd,4\n', 'has text after a closing quote'],
    ['a,1\nb,"shut" up\nc,3\nd,4\n', 'has text after a closing quote'],
  ])('a wrong quote costs one row: %j', async (text, fault) => {
    const rows = await read(text, csv);
    expect(rows.map((row) => row.cells?.[0] ?? row.fault)).toEqual(['a', fault, 'c', 'd']);
    expect(rows.map((row) => row.line)).toEqual([1, 2, 3, 4]);
  });

  test('any table comes back as it was written, whatever the pieces', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '語', '\t'), maxLength: 8 });
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 9 }),
        async (rows, end, size) => {
          const text = rows
            .map((cells) => cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(',') + end)
            .join('');
          expect((await read(text, csv, size)).map(({ cells }) => cells)).toEqual(rows);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('the same rows whatever the pieces, in any text', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '"', ',', '\n', '\r', 'b'), maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (content, size) => {
        expect(await read(content, csv, size)).toEqual(await read(content, csv, 1000));
      }),
      { numRuns: 1000 },
    );
  });
});

test.each([
  ['lines', line],
  ['comma-separated', csv],
])('%s: an endless row is a fault of its own, and what follows is read', async (_, split) => {
  const long = 'x'.repeat(2.5 * MAX_ROW);
  expect(await read(`a\n${long}\r\nb\n`, split, 1 << 16)).toEqual([
    { line: 1, cells: ['a'] },
    { line: 2, fault: `is longer than ${MAX_ROW} characters` },
    { line: 3, cells: ['b'] },
  ]);
});

test('a quote that is open over megabytes costs its row', async () => {
  const rows = await read(`a,"open\n${'b,1\n'.repeat(MAX_ROW / 2)}`, csv, 1 << 16);
  expect(rows[0]).toEqual({ line: 1, fault: 'opens a quote that is never closed' });
  expect(rows).toHaveLength(1 + MAX_ROW / 2);
  expect(rows.at(-1)).toEqual({ line: 1 + MAX_ROW / 2, cells: ['b', '1'] });
});
