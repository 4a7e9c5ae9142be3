import type { ComputeClient } from '../../compute/client.ts';
import type { Compared, Opened, OpenOptions } from '../../contract/compute.ts';
import type { SubsetScores } from '../../contract/jobs.ts';
import type { Pair, PairSet } from '../pairs.ts';
import { pngAddress } from '../png-address.ts';
import type { View } from '../scores.ts';
import { READER_NAMES, ruleInWords, textRules } from '../text-rule.ts';
import { caseSection, type Case, type CaseView } from './case.ts';
import { runFacts } from './facts.ts';
import { html } from './markup.ts';
import { writePage } from './page.ts';
import { tableSection, type Cell } from './table.ts';

const SHOWN_AT_EACH_END = 12;

export interface ComparedPair {
  pair: Pair;
  result: Compared;
}

interface EvaluationPage {
  path: string;
  title: string;
  lead: string;
  scores: readonly SubsetScores[];
  compared: readonly ComparedPair[];
  picturesOf: PairSet['picturesOf'];
  options: OpenOptions;
  opened: Opened;
  /** Show every pair, not only those that gained and lost most. */
  showAll: boolean;
  /** When aborted, pairs are shown without pictures from there on. */
  signal: AbortSignal;
}

/** Writes the page: scores per subset, then pairs as pictures with their readings. A pair whose pictures cannot be made again is shown without. */
export async function writeEvaluationPage(report: EvaluationPage, compute: ComputeClient): Promise<void> {
  const { compared, showAll, options, opened } = report;
  const byGain = [...compared].sort((a, b) => gain(b.result) - gain(a.result));
  const groups: [string, ComparedPair[]][] =
    showAll || compared.length <= 2 * SHOWN_AT_EACH_END
      ? [['Pairs', [...compared]]]
      : [
          ['Pairs that gained most', byGain.slice(0, SHOWN_AT_EACH_END)],
          ['Pairs that gained least', byGain.slice(-SHOWN_AT_EACH_END).reverse()],
        ];
  const sections = [imageScores(report.scores)];
  if (opened.readers.length > 0 && report.scores.some(({ labelled }) => labelled > 0)) {
    sections.push(readingScores(report.scores, opened));
  }
  const rules = textRules(opened, options.mode);
  for (const [title, group] of groups) {
    const cases = [];
    for (const pair of group) {
      const pictures = report.signal.aborted ? undefined : await shownPictures(pair, report, compute);
      cases.push(caseSection(illustrated(pair, pictures, rules)));
    }
    sections.push(
      html`<h2>${title}</h2>
        ${cases}`,
    );
  }
  await writePage(report.path, {
    title: report.title,
    lead: report.lead,
    facts: [
      ...runFacts(options, opened),
      ['Text comparison', ruleInWords(options.mode)],
      ['PSNR and SSIM', metricInWords(options)],
    ],
    sections,
    software: options.software,
  });
}

const gain = ({ restored, bicubic }: Compared): number => restored.psnr - bicubic.psnr;

function metricInWords({ mode }: OpenOptions): string {
  return mode === 'compatible'
    ? 'as published: one squared error per batch, unclamped; SSIM with zero padding'
    : 'per picture on 8-bit RGB, averaged; SSIM over whole windows only';
}

function imageScores(scores: readonly SubsetScores[]) {
  const head = ['Subset', 'Pairs', 'PSNR bicubic', 'PSNR restored', 'SSIM bicubic', 'SSIM restored'];
  const rows = scores.map(({ subset, pairs, psnr, ssim }): Cell[] => [
    subset,
    String(pairs),
    `${psnr.bicubic.toFixed(2)} dB`,
    judged(`${psnr.restored.toFixed(2)} dB`, psnr.restored - psnr.bicubic),
    ssim.bicubic.toFixed(4),
    judged(ssim.restored.toFixed(4), ssim.restored - ssim.bicubic),
  ]);
  return tableSection(
    'Pictures against HR',
    [head, ...rows],
    'Green: better than plain bicubic enlargement; red: worse.',
  );
}

function readingScores(scores: readonly SubsetScores[], { readers }: Opened) {
  const head = [
    'Subset',
    'Labelled',
    'Reader',
    'Read bicubic',
    'Read restored',
    'Read HR',
    'CER bicubic',
    'CER restored',
    'CER HR',
  ];
  const rows = readers.flatMap(({ id }) =>
    scores.flatMap(({ subset, labelled, text }): Cell[][] =>
      text
        .filter(({ reader }) => reader === id)
        .map(({ scores: { bicubic, restored, highResolution } }) => [
          subset,
          String(labelled),
          READER_NAMES[id],
          share(bicubic.accuracy),
          judged(share(restored.accuracy), restored.accuracy - bicubic.accuracy),
          share(highResolution.accuracy),
          share(bicubic.cer),
          judged(share(restored.cer), bicubic.cer - restored.cer),
          share(highResolution.cer),
        ]),
    ),
  );
  return tableSection(
    'Readings against labels',
    [head, ...rows],
    'Share of pictures read exactly, and character error rate.',
  );
}

const share = (value: number): string => `${(100 * value).toFixed(1)} %`;

function judged(text: string, difference: number): Cell {
  return difference === 0 ? text : { text, verdict: difference > 0 ? 'better' : 'worse' };
}

function illustrated(
  { pair, result }: ComparedPair,
  pictures: Record<'lr' | 'bicubic' | 'restored' | 'hr', string> | undefined,
  rules: ReturnType<typeof textRules>,
): Case {
  const view = (caption: string, image: string | undefined, readingsOf?: View): CaseView => ({
    caption,
    image,
    readings: readingsOf
      ? result.readings.map((reading) => ({
          reader: reading.reader,
          reading: reading[readingsOf],
          against: pair.label,
          rule: rules(reading.reader),
        }))
      : [],
  });
  const { bicubic, restored, lowResolution } = result;
  return {
    title: pair.label ?? pair.name,
    facts: `${[pair.subset, pair.name].filter(Boolean).join('/')} · ${lowResolution.width}×${lowResolution.height} · PSNR ${bicubic.psnr.toFixed(1)} → ${restored.psnr.toFixed(1)} dB · SSIM ${bicubic.ssim.toFixed(3)} → ${restored.ssim.toFixed(3)}`,
    views: [
      view('LR', pictures?.lr),
      view('Bicubic', pictures?.bicubic, 'bicubic'),
      view('SR (enhanced reading aid)', pictures?.restored, 'restored'),
      view('HR', pictures?.hr, 'highResolution'),
    ],
  };
}

/** The pictures of a pair as data: addresses; undefined where they cannot be made again. */
async function shownPictures({ pair }: ComparedPair, { picturesOf }: EvaluationPage, compute: ComputeClient) {
  try {
    const { lr, bicubic, restored, hr } = await compute.call('illustrate', picturesOf(pair));
    return { lr: pngAddress(lr), bicubic: pngAddress(bicubic), restored: pngAddress(restored), hr: pngAddress(hr) };
  } catch {
    return undefined;
  }
}
