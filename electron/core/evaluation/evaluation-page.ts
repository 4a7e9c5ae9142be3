import { basename, extname } from 'node:path';
import { characterEdits, confusions } from '../../../models/metrics/text-accuracy.ts';
import type { Opened, OpenOptions } from '../../contract/compute.ts';
import type { SubsetFigures, SubsetScores } from '../../contract/jobs.ts';
import type { MeasuredPair } from './figures.ts';
import { ruleInWords, textRules, readerName } from '../reading/text-rule.ts';
import { evaluationCase, type Illustrators } from './evaluation-cases.ts';
import { runFacts } from '../report/facts.ts';
import { figureTables } from './figure-tables.ts';
import { type LearningCurve, learningCurveSection } from '../report/learning-curve.ts';
import { html, type Markup } from '../report/markup.ts';
import { writePage } from '../report/page.ts';
import { imageScores, readingScores } from './score-tables.ts';
import { tableSection } from '../report/table.ts';

const SHOWN_AT_EACH_END = 12;

interface EvaluationPage {
  path: string;
  title: string;
  lead: string;
  scores: readonly SubsetScores[];
  figures: readonly SubsetFigures[];
  measured: readonly MeasuredPair[];
  options: OpenOptions;
  opened: Opened;
  /** Other weights that were measured on the same pairs. */
  against?: { opened: Opened; name: string; /** What the weights in question are called beside them. */ own: string };
  /** Of the models in question, where the project has them on record. */
  curves: readonly LearningCurve[];
  /** Show every pair, not only those that gained and lost most. */
  showAll: boolean;
}

/** Writes the page: scores per subset with their bounds, confusions, trainings, then pairs as pictures with their readings. */
export async function writeEvaluationPage(
  report: EvaluationPage,
  illustrators: Omit<Illustrators, 'rules'>,
): Promise<void> {
  const { measured, showAll, options, opened, against, curves } = report;
  const rules = textRules(opened, options.mode);
  const sameRestorer = opened.superResolution?.sha256 === against?.opened.superResolution?.sha256;
  const sections = [imageScores(report.scores)];
  if (opened.readers.length > 0 && report.scores.some(({ labelled }) => labelled > 0)) {
    sections.push(readingScores(report.scores, opened));
  }
  sections.push(
    ...figureTables(report.figures, { own: against?.own ?? 'value', against: against?.name, sameRestorer }),
  );
  sections.push(...confusionTables(measured, opened, rules, against?.name));
  sections.push(...curves.map(learningCurveSection));
  const gain = gainWith(rules, against !== undefined);
  const byGain = [...measured].sort((a, b) => gain(b) - gain(a));
  const groups: [string, readonly MeasuredPair[]][] =
    showAll || measured.length <= 2 * SHOWN_AT_EACH_END
      ? [['Pairs', measured]]
      : [
          ['Pairs that gained most', byGain.slice(0, SHOWN_AT_EACH_END)],
          ['Pairs that gained least', byGain.slice(-SHOWN_AT_EACH_END).reverse()],
        ];
  for (const [title, group] of groups) {
    const cases = [];
    for (const pair of group) cases.push(await evaluationCase(pair, { ...illustrators, rules }));
    sections.push(
      html`<h2>${title}${against && ` over ${against.name}`}</h2>
        ${cases}`,
    );
  }
  await writePage(report.path, {
    title: report.title,
    lead: report.lead,
    facts: [
      ...runFacts(options, opened),
      ...(against ? besideFacts(options, opened, against) : []),
      ['Text comparison', ruleInWords(options.mode)],
      ['PSNR and SSIM', metricInWords(options)],
    ],
    sections,
    software: options.software,
  });
}

/** What the weights of `options` are called beside those of `other`: by the network in which they differ. */
export function modelName(options: OpenOptions, other: OpenOptions): string {
  const { superResolution, recognition } = options;
  const path = superResolution !== other.superResolution ? superResolution : recognition;
  return path === undefined ? 'restored' : basename(path, extname(path));
}

/** Facts that differ from those said before. */
function besideFacts(options: OpenOptions, own: Opened, { opened, name }: NonNullable<EvaluationPage['against']>) {
  const said = new Set(runFacts(options, own).map((fact) => fact.join()));
  return runFacts(options, opened)
    .filter((fact) => !said.has(fact.join()))
    .map(([fact, value]): [string, string] => [`${fact}, ${name}`, value]);
}

/** PSNR won over bicubic; or over other weights, characters read rightly before PSNR. */
function gainWith(rules: ReturnType<typeof textRules>, isAgainst: boolean): (measured: MeasuredPair) => number {
  if (!isAgainst) return ({ result: { restored, bicubic } }) => restored.psnr - bicubic.psnr;
  return ({ pair, result, against }) => {
    if (!against) return 0;
    const edits = (of: typeof result) =>
      of.readings.reduce((sum, { reader, restored }) => {
        const rule = rules(reader);
        return sum + (pair.label === undefined ? 0 : characterEdits(rule(pair.label), rule(restored.text)));
      }, 0);
    // A dB weighs less than a character, whatever the picture.
    return edits(against) - edits(result) + (result.restored.psnr - against.restored.psnr) / 1000;
  };
}

function metricInWords({ mode }: OpenOptions): string {
  return mode === 'compatible'
    ? 'as published: one squared error per batch, unclamped; SSIM with zero padding; bounds by picture'
    : 'per picture on 8-bit RGB, averaged; SSIM over whole windows only';
}

const MOST_ROWS = 20;

/** Which characters each reader takes for which on restored pictures, and on the same ones of other weights. */
function confusionTables(
  pairs: readonly MeasuredPair[],
  { readers }: Opened,
  rules: ReturnType<typeof textRules>,
  against: string | undefined,
): Markup[] {
  const labelled = pairs.filter(({ pair }) => pair.label !== undefined);
  return readers.flatMap(({ id }) => {
    const of = (which: 'result' | 'against') =>
      confusions(
        labelled.map((one) => ({
          reference: one.pair.label ?? '',
          reading: one[which]?.readings.find(({ reader }) => reader === id)?.restored.text ?? '',
        })),
        rules(id),
      );
    const found = of('result');
    if (found.length === 0) return [];
    const others = new Map(against === undefined ? [] : of('against').map((one) => [keyOf(one), one.times]));
    const head = ['Is', 'Was read as', 'Times', ...(against === undefined ? [] : [`Times with ${against}`])];
    const rows = found
      .slice(0, MOST_ROWS)
      .map((one) => [
        ...[shown(one.expected, 'nothing'), shown(one.actual, 'nothing'), String(one.times)],
        ...(against === undefined ? [] : [String(others.get(keyOf(one)) ?? 0)]),
      ]);
    return [
      tableSection(
        `${readerName(id)}: characters taken for others`,
        [head, ...rows],
        'On restored pictures.',
        'list',
      ),
    ];
  });
}

const keyOf = ({ expected, actual }: { expected: string; actual: string }): string =>
  JSON.stringify([expected, actual]);

const shown = (character: string, none: string): string =>
  character === '' ? none : character === ' ' ? 'space' : character;
