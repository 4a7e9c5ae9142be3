import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPage } from '../../electron/compute/host/read-page.ts';
import { openSession, type Session } from '../../electron/compute/host/session.ts';
import type { ReadLine } from '../../electron/contract/compute.ts';
import { decodeImage } from '../../models/image/decode.ts';
import { encodePng } from '../../models/image/encode.ts';
import { resizeBicubic } from '../../models/image/resize.ts';
import { defaultModel } from '../../models/weights/catalogue.ts';
import { matchLines, neighboursKept } from './pages/line-match.ts';
import {
  editsOfLines,
  editsOfPage,
  type Edits,
  type FoundLine,
  lineAt,
  middleOf,
  WITH_ACCENTS,
  WITHOUT_ACCENTS,
} from './pages/page-text.ts';
import { hasTesseract, tesseractLines } from './pages/tesseract.ts';
import { readTruth, type TruePage } from './pages/truth.ts';

/** `npm run bench:pages`: are the lines of real pages found, put in order, and read? See pages/README.md. */

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string', default: '' },
    /** Of 1: full size, half, a third. */
    size: { type: 'string', multiple: true, default: ['1', '2', '3'] },
    'no-tesseract': { type: 'boolean', default: false },
  },
});
const folder = values.data ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'pages');
/** Rows, of a quad, between which restoration is asked to help. */
const SMALL = { least: 10, most: 16 };

const none = (): Edits => ({ wrong: 0, of: 0 });
const add = (sum: Edits, { wrong, of }: Edits): void => {
  sum.wrong += wrong;
  sum.of += of;
};
const rate = ({ wrong, of }: Edits): string => (of === 0 ? '–' : `${((100 * wrong) / of).toFixed(1)} %`);

type View = 'as it is' | 'restored' | 'chosen';
const textIn = (line: ReadLine, view: View): string => {
  const [first] = line.readings;
  if (view === 'chosen') return line.text;
  return (view === 'restored' ? first?.restored?.text : undefined) ?? first?.input.text ?? '';
};
const VIEWS: readonly View[] = ['as it is', 'restored', 'chosen'];

interface Page {
  truth: TruePage;
  lines: ReadLine[];
  tesseract: FoundLine[] | undefined;
}

async function measure(session: Session, pages: readonly TruePage[], divisor: number, withTesseract: boolean) {
  const temporary = await mkdtemp(join(tmpdir(), 'palimpsest-pages-'));
  const read: Page[] = [];
  try {
    for (const [i, truth] of pages.entries()) {
      const picture = await decodeImage(await readFile(truth.picture), truth.name);
      const [width, height] = [Math.round(picture.width / divisor), Math.round(picture.height / divisor)];
      const file = divisor === 1 ? truth.picture : join(temporary, `${i}.png`);
      if (divisor !== 1) await writeFile(file, await encodePng(resizeBicubic(picture, width, height)));
      const [page, tesseract] = await Promise.all([
        readPage(session, { input: file, writing: 'auto' }),
        withTesseract ? tesseractLines(file, divisor) : undefined,
      ]);
      const { milliseconds } = page;
      read.push({ truth, lines: page.blocks.flat(), tesseract });
      console.error(`1/${divisor} ${truth.name}: ${page.blocks.flat().length} lines, ${JSON.stringify(milliseconds)}`);
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  report(read, divisor);
}

const outlineOf = ({ quad }: ReadLine, divisor: number) => quad.map(([x, y]) => [x * divisor, y * divisor] as const);

function report(pages: readonly Page[], divisor: number) {
  console.log(`\nAt 1/${divisor} of the size`);
  const total = { truth: 0, found: 0, matched: 0, typed: 0, typedMatched: 0, kept: 0, of: 0 };
  const rows = pages.map(({ truth, lines }) => {
    const matches = matchLines(
      truth.lines.map(({ polygon }) => polygon),
      lines.map((line) => outlineOf(line, divisor)),
    );
    const { kept, of } = neighboursKept(matches, truth.lines.length);
    const typed = truth.lines.filter(({ text }) => text !== '');
    const typedMatched = truth.lines.filter(({ text }, i) => text !== '' && matches.has(i)).length;
    total.truth += truth.lines.length;
    total.found += lines.length;
    total.matched += matches.size;
    total.typed += typed.length;
    total.typedMatched += typedMatched;
    total.kept += kept;
    total.of += of;
    return [
      truth.name.slice(-28),
      truth.lines.length,
      lines.length,
      matches.size,
      `${typedMatched}/${typed.length}`,
      `${kept}/${of}`,
    ];
  });
  table([['page', 'lines', 'found', 'matched', 'of transcribed', 'neighbours kept'], ...rows]);
  const share = (a: number, b: number) => (b === 0 ? '–' : (a / b).toFixed(3));
  console.log(
    `recall ${share(total.matched, total.truth)} (transcribed lines ${share(total.typedMatched, total.typed)}), precision ${share(total.matched, total.found)}, order ${share(total.kept, total.of)}`,
  );
  const programs: [string, (page: Page) => FoundLine[] | undefined][] = [
    ...VIEWS.map((view): [string, (page: Page) => FoundLine[]] => [
      `palimpsest, ${view}`,
      ({ lines }) => lines.map((line) => ({ outline: outlineOf(line, divisor), text: textIn(line, view) })),
    ]),
    ['tesseract 5, fra', ({ tesseract }) => tesseract],
  ];
  table([
    ['CER', 'page, accents', 'page, without', 'lines, accents', 'lines, without'],
    ...programs.flatMap(([name, linesOf]) => {
      const sums = [none(), none(), none(), none()] as const;
      for (const page of pages) {
        const found = linesOf(page);
        if (!found) return [];
        add(sums[0], editsOfPage(page.truth.lines, found, WITH_ACCENTS));
        add(sums[1], editsOfPage(page.truth.lines, found, WITHOUT_ACCENTS));
        add(sums[2], editsOfLines(page.truth.lines, found, WITH_ACCENTS));
        add(sums[3], editsOfLines(page.truth.lines, found, WITHOUT_ACCENTS));
      }
      return [[name, ...sums.map(rate)]];
    }),
  ]);
  const small = { 'as it is': none(), restored: none(), chosen: none() };
  let count = 0;
  for (const { truth, lines } of pages) {
    for (const line of lines) {
      if (line.size.height < SMALL.least || line.size.height > SMALL.most) continue;
      const own = lineAt(truth.lines, middleOf(outlineOf(line, divisor)));
      if (!own?.text) continue;
      count++;
      for (const view of VIEWS) {
        const found = [{ outline: own.polygon, text: textIn(line, view) }];
        add(small[view], editsOfLines([own], found, WITHOUT_ACCENTS));
      }
    }
  }
  console.log(
    `${count} lines of ${SMALL.least} to ${SMALL.most} rows, without accents: ${VIEWS.map((view) => `${view} ${rate(small[view])}`).join(', ')}`,
  );
}

function table(rows: readonly (readonly (string | number)[])[]) {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => String(row[i]).length)));
  for (const row of rows) {
    console.log(
      row
        .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[0] ?? 0) : String(cell).padStart(widths[i] ?? 0)))
        .join('  '),
    );
  }
}

if (!existsSync(folder)) {
  console.log(`Skipped: ${folder} is missing; name a folder of pages with their ALTO files with --data.`);
} else {
  const pages = (await readTruth(folder)).filter(({ name }) => name.includes(values.only));
  const withTesseract = !values['no-tesseract'] && (await hasTesseract());
  if (!withTesseract) console.log('Without tesseract: it, or its French, is not installed.');
  const options = {
    engine: 'onnx',
    readers: ['ppocr'],
    mode: 'correct',
    height: 'auto',
    detection: true,
    software: 'bench',
  } as const;
  const session = await openSession({
    ...options,
    readers: [...options.readers],
    superResolution: await defaultModel('tsrn'),
  });
  for (const divisor of values.size.map(Number)) await measure(session, pages, divisor, withTesseract);
  await session.close();
}
