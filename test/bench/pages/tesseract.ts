import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { FoundLine } from './page-text.ts';

/** Whether Debian's tesseract with French is installed. */
export async function hasTesseract(): Promise<boolean> {
  const listed = await promisify(execFile)('tesseract', ['--list-langs']).catch(() => undefined);
  return listed?.stdout.split('\n').includes('fra') ?? false;
}

/** The lines of a page as tesseract finds, orders and reads them with French; its pixels times `factor`. */
export async function tesseractLines(picture: string, factor: number): Promise<FoundLine[]> {
  const { stdout } = await promisify(execFile)('tesseract', [picture, 'stdout', '-l', 'fra', 'tsv'], {
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
    maxBuffer: 1 << 26,
  });
  const rows = stdout.split('\n').map((row) => row.split('\t'));
  const lines: FoundLine[] = [];
  for (const [level, , , , , , left, top, width, height, , text = ''] of rows) {
    if (level === '4') {
      const [x, y, w, h] = [left, top, width, height].map((value) => Number(value) * factor) as [
        number,
        number,
        number,
        number,
      ];
      lines.push({
        outline: [
          [x, y],
          [x + w, y],
          [x + w, y + h],
          [x, y + h],
        ],
        text: '',
      });
    }
    const line = lines.at(-1);
    if (level === '5' && line) line.text = line.text ? `${line.text} ${text}` : text;
  }
  return lines.filter(({ text }) => text.trim() !== '');
}
