import type { PhotoResult } from '../../../contract/photo.ts';
import { guarded } from '../../files/formula-guard.ts';
import { chosenReading } from '../words.ts';

const COLUMNS = [
  ...['block', 'line', 'text', 'confidence', 'chosen', 'restoration', 'reader', 'read as it is', 'read restored'],
  ...['x1', 'y1', 'x2', 'y2', 'x3', 'y3', 'x4', 'y4'],
];

/** A row for each line: RFC 4180, UTF-8 with a mark for spreadsheets, both readings of the first reader. */
export function csv({ blocks }: Pick<PhotoResult, 'blocks'>): string {
  const rows = blocks.flatMap((block, b) =>
    block.map((line, l) => {
      const [first] = line.readings;
      return [
        ...[b + 1, l + 1, line.text, (chosenReading(line)?.confidence ?? 0).toFixed(3), line.chosen, line.restoration],
        ...[first?.reader ?? '', first?.input.text ?? '', first?.restored?.text ?? ''],
        ...line.quad.flat(),
      ];
    }),
  );
  return `\ufeff${[COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = guarded(value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
