import type { Interval, SubsetFigures } from '../../contract/jobs.ts';
import { readerName } from '../reading/text-rule.ts';
import type { Markup } from '../report/markup.ts';
import { type Cell, tableSection } from '../report/table.ts';

type Figure = SubsetFigures['figures'][number];

const VIEW_NAMES = { bicubic: 'bicubic', restored: 'restored', highResolution: 'HR' } as const;
const MEASURES = {
  psnr: { title: 'PSNR in dB', digits: 2, factor: 1, isBetter: 1 },
  ssim: { title: 'SSIM', digits: 4, factor: 1, isBetter: 1 },
  accuracy: { title: 'read exactly in %', digits: 1, factor: 100, isBetter: 1 },
  cer: { title: 'CER in %', digits: 1, factor: 100, isBetter: -1 },
} as const;

interface Columns {
  own: string;
  /** What the other weights are called; undefined where there are none. */
  against: string | undefined;
  /** Both restore with the same weights, so pictures do not differ. */
  sameRestorer: boolean;
}

/** A table for each measure: figures with their bounds, and differences on the same pairs. */
export function figureTables(figures: readonly SubsetFigures[], { own, against, sameRestorer }: Columns): Markup[] {
  return (Object.keys(MEASURES) as (keyof typeof MEASURES)[]).flatMap((measure) => {
    const isOfPictures = measure === 'psnr' || measure === 'ssim';
    const other = isOfPictures && sameRestorer ? undefined : against;
    const rows = figures.flatMap(({ subset, pairs, labelled, figures: list }) =>
      list
        .filter((one) => one.measure === measure)
        .map((one) => rowOf(subset, isOfPictures ? pairs : labelled, one, other)),
    );
    if (rows.length === 0) return [];
    const names = other === undefined ? ['value'] : [own, other, 'difference'];
    const head = ['Subset', 'Pairs', 'View', ...names, 'over bicubic'];
    const caption = 'With 95 % bounds (bootstrap over pairs). Coloured where the bounds of a difference leave 0 out.';
    return [tableSection(capitalised(MEASURES[measure].title), [head, ...rows], caption, 'list')];
  });
}

function rowOf(subset: string, count: number, one: Figure, against: string | undefined): Cell[] {
  const view = one.reader === null ? VIEW_NAMES[one.view] : `${readerName(one.reader)} on ${VIEW_NAMES[one.view]}`;
  return [
    ...[subset, String(count), view, bounded(one, one.figure)],
    ...(against === undefined ? [] : [bounded(one, one.against), difference(one, one.overAgainst)]),
    difference(one, one.overBicubic),
  ];
}

function bounded({ measure }: Figure, interval: Interval | null, sign = ''): string {
  if (!interval) return '–';
  const { digits, factor } = MEASURES[measure];
  const text = (value: number) => (factor * value).toFixed(digits);
  return `${sign}${text(interval.value)} (${text(interval.low)} … ${text(interval.high)})`;
}

function difference(one: Figure, interval: Interval | null): Cell {
  if (!interval) return '–';
  const text = bounded(one, interval, interval.value > 0 ? '+' : '');
  const isSure = interval.low > 0 || interval.high < 0;
  if (!isSure) return text;
  const { isBetter } = MEASURES[one.measure];
  return { text, verdict: interval.value * isBetter > 0 ? 'better' : 'worse' };
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
