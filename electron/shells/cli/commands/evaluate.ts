import { defaultReaderIds } from '../../../../models/recognition/reader-registry.ts';
import { access } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { Problem } from '../../../../models/base/problem.ts';
import type {
  EvaluationEvent,
  EvaluationRequest,
  Interval,
  SubsetFigures,
  SubsetScores,
} from '../../../contract/jobs.ts';
import { layoutOf } from '../../../core/project/layout.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console, inLine, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { addJobOptions, computeOptions, type JobOptions } from '../job-options.ts';
import { addFilterOptions, pairFilter, type FilterOptions } from '../pair-filter-options.ts';
import { followToEnd, openProject, withStudio } from '../with-studio.ts';
import { fileURLToPath } from 'node:url';

export interface EvaluateOptions extends JobOptions, FilterOptions {
  out: string;
  all?: boolean;
  againstModel?: string;
  againstReaderModel?: string;
  /** The former spelling of `againstReaderModel`. */
  againstCrnn?: string;
}

export function addEvaluate(program: Command, finish: (code: ExitCode) => void) {
  const command = program
    .command('evaluate')
    .description('restore LR/HR pairs and compare with plain bicubic enlargement: PSNR, SSIM, readings per subset')
    .argument(
      '<pairs>',
      'folder with lr/ and hr/ (or NAME_lr.png, NAME_hr.png), subsets in subfolders, labels.tsv; or a project',
    )
    .option('--out <folder>', 'where report.html and report.json go', 'evaluation')
    .option('--all', 'show every pair in the report')
    .option('--against-model <name>', 'weights for restoring to compare with on the same pairs')
    .option('--against-reader-model <name>', 'weights for reading to compare with on the same pairs')
    .addOption(new Option('--against-crnn <name>', 'the same, as it was called').hideHelp());
  addJobOptions(command, { superResolution: true, readers: defaultReaderIds() });
  addFilterOptions(command);
  command.action(async (pairs: string, options: EvaluateOptions) =>
    finish(await runEvaluation(pairs, options, 'Evaluation')),
  );
}

/** Evaluates pairs and writes `report.json` and `report.html`. */
export async function runEvaluation(source: string, options: EvaluateOptions, title: string): Promise<ExitCode> {
  const out = new Console(options.json ?? false);
  const signal = onInterrupt(out);
  const filter = pairFilter(options);
  const isProject = await holdsProject(source);
  if (!isProject && Object.keys(filter).length > 0) {
    throw new Problem(
      'said',
      { sentence: `${source} is no project, so its pairs cannot be chosen.`, cure: 'Name a folder of them.' },
      { code: 'bad-argument' },
    );
  }
  const request: EvaluationRequest = {
    pairs: isProject ? { filter } : { folder: source },
    ...{ out: options.out, title, compute: computeOptions(options) },
    ...(options.all && { all: true }),
    ...againstOf(options),
  };
  return withStudio('evaluate', async (studio) => {
    if (isProject) await openProject(studio, source, { out, write: true });
    let unpaired: string[] = [];
    const progress = new PairProgress(out);
    let result;
    try {
      result = await followToEnd(await studio.evaluation.run(request, { signal }), (event) => {
        if (event.type === 'begun') unpaired = event.unpaired;
        progress.take(event);
      });
    } finally {
      out.end();
    }
    const { failed, state, report } = result;
    if (report === undefined) {
      out.say('Stopped before the end: no report was written.');
      return EXIT.cancelled;
    }
    out.record({ type: 'summary', scores: progress.scores, failed, unpaired: unpaired.length, report });
    out.say(`Report: ${inLine(report)}`);
    if (state === 'cancelled') return EXIT.cancelled;
    return failed > 0 ? EXIT.someFailed : EXIT.done;
  });
}

function againstOf({ againstModel, ...options }: EvaluateOptions): Pick<EvaluationRequest, 'against'> {
  const readerModel = options.againstReaderModel ?? options.againstCrnn;
  if (againstModel === undefined && readerModel === undefined) return {};
  return {
    against: {
      ...(againstModel !== undefined && { model: againstModel }),
      ...(readerModel !== undefined && { readerModel }),
    },
  };
}

const holdsProject = (folder: string): Promise<boolean> =>
  access(layoutOf(folder).database).then(
    () => true,
    () => false,
  );

/** Prints an evaluation as it goes. */
class PairProgress {
  scores: readonly SubsetScores[] = [];
  readonly #out: Console;
  readonly #start = performance.now();
  #done = 0;

  constructor(out: Console) {
    this.#out = out;
  }

  take(event: EvaluationEvent) {
    const out = this.#out;
    if (event.type === 'begun') {
      const { superResolution, engine, device } = event.opened;
      out.say(`${event.items} pairs with ${superResolution?.name ?? 'TSRN'} on ${engine} (${device})`);
      for (const name of event.unpaired) out.say(`left out  ${inLine(name)}: no HR picture of that name`);
      out.begin(event.items, 'pairs');
    } else if (event.type === 'pair') this.#pair(event);
    else {
      out.end();
      this.scores = event.scores;
      const readings = readingRows(event.scores);
      const beside = event.against ? [gainRows(event.figures)] : [];
      const tables = [imageRows(event.scores), ...(readings.length > 1 ? [readings] : []), ...beside].map(table);
      out.say(`\n${tables.join('\n\n')}\n`);
    }
  }

  #pair(event: Extract<EvaluationEvent, { type: 'pair' }>) {
    const out = this.#out;
    const seconds = (performance.now() - this.#start) / 1000;
    this.#done++;
    if (event.state === 'failed') {
      out.problem(event.problem);
      out.record({ type: 'pair', ...event.pair, problem: event.problem });
      out.advance(this.#done, seconds);
    } else {
      out.record({ type: 'pair', ...event.pair, ...event.result });
      out.step(`compared  ${inLine(event.pair.lr)}  ${event.result.restored.psnr.toFixed(2)} dB`, this.#done, seconds);
    }
  }
}

function imageRows(scores: readonly SubsetScores[]): string[][] {
  return [
    ['subset', 'pairs', 'PSNR bicubic', 'PSNR SR', 'SSIM bicubic', 'SSIM SR'],
    ...scores.map(({ subset, pairs, psnr, ssim }) => [
      subset,
      String(pairs),
      psnr.bicubic.toFixed(2),
      psnr.restored.toFixed(2),
      ssim.bicubic.toFixed(4),
      ssim.restored.toFixed(4),
    ]),
  ];
}

/** Share of labelled pictures read exactly, and the character error rate on SR. Heading alone where nobody read. */
function readingRows(scores: readonly SubsetScores[]): string[][] {
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  return [
    ['subset', 'labelled', 'reader', 'read bicubic', 'read SR', 'read HR', 'CER bicubic', 'CER SR'],
    ...scores.flatMap(({ subset, labelled, text }) =>
      text.map(({ reader, scores: { bicubic, restored, highResolution } }) => [
        subset,
        String(labelled),
        reader,
        ...[bicubic, restored, highResolution].map(({ accuracy }) => percent(accuracy)),
        percent(bicubic.cer),
        percent(restored.cer),
      ]),
    ),
  ];
}

/** What was won over the other weights on the same pairs, with 95 % bounds. */
function gainRows(figures: readonly SubsetFigures[]): string[][] {
  const bounded = ({ value, low, high }: Interval, factor: number, digits: number) => {
    const text = (one: number) => (factor * one).toFixed(digits);
    return `${value > 0 ? '+' : ''}${text(value)} (${text(low)} … ${text(high)})`;
  };
  return [
    ['subset', 'measure', 'view', 'the other', 'here', 'difference (95 %)'],
    ...figures.flatMap(({ subset, figures: list }) =>
      list.flatMap(({ measure, reader, view, figure, against, overAgainst }) => {
        // Both restore or read with the same weights.
        if (!against || !overAgainst || (overAgainst.low === 0 && overAgainst.high === 0)) return [];
        const [factor, digits] = measure === 'psnr' ? [1, 2] : measure === 'ssim' ? [1, 4] : [100, 1];
        const values = [against, figure].map(({ value }) => (factor * value).toFixed(digits));
        return [
          [subset, measure, [reader, view].filter(Boolean).join(' '), ...values, bounded(overAgainst, factor, digits)],
        ];
      }),
    ),
  ];
}

const SAMPLES = fileURLToPath(new URL('../../../../resources/demo/', import.meta.url));

export function addDemo(program: Command, finish: (code: ExitCode) => void) {
  const command = program
    .command('demo')
    .description('restore and read the sample pairs that come with Palimpsest and write a report')
    .option('--out <folder>', 'where report.html and report.json go', 'demo-report');
  addJobOptions(command, { superResolution: true, readers: defaultReaderIds() });
  command.action(async (options: EvaluateOptions) =>
    finish(await runEvaluation(SAMPLES, { ...options, all: true }, 'Palimpsest at work')),
  );
}
