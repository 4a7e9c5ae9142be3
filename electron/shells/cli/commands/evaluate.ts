import type { Command } from 'commander';
import { join } from 'node:path';
import { writeFileAtomically } from '../../../../models/atomic-file.ts';
import { asProblem } from '../../../../models/problem.ts';
import { ComputeClient } from '../../../compute/client.ts';
import { evaluate } from '../../../core/evaluate.ts';
import { findPairs, type Pair } from '../../../core/pairs.ts';
import { writeEvaluationReport, type ComparedPair } from '../../../core/report/evaluation-report.ts';
import { scoresBySubset, type SubsetScores } from '../../../core/scores.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { makeFolder } from '../make-folder.ts';
import { addJobOptions, openOptions, type JobOptions } from '../job-options.ts';

export interface EvaluateOptions extends JobOptions {
  out: string;
  all?: boolean;
}

export function addEvaluate(program: Command, finish: (code: ExitCode) => void) {
  const command = program
    .command('evaluate')
    .description('restore LR/HR pairs and compare with plain bicubic enlargement: PSNR, SSIM, readings per subset')
    .argument('<pairs>', 'folder with lr/ and hr/ (or NAME_lr.png, NAME_hr.png), subsets in subfolders, labels.tsv')
    .option('--out <folder>', 'where report.html and report.json go', 'evaluation')
    .option('--all', 'show every pair in the report');
  addJobOptions(command, { superResolution: true, readers: ['crnn', 'ppocr'] });
  command.action(async (pairs: string, options: EvaluateOptions) =>
    finish(await runEvaluation(pairs, options, 'Evaluation')),
  );
}

/** Evaluates the pairs below a folder and writes `report.json` and `report.html`. */
export async function runEvaluation(folder: string, options: EvaluateOptions, title: string): Promise<ExitCode> {
  const out = new Console(options.json ?? false);
  const signal = onInterrupt(out);
  const isStopped = () => signal.aborted;
  const { pairs, unpaired } = await findPairs(folder);
  await makeFolder(options.out);
  const open = await openOptions(options, true);
  const compute = new ComputeClient();
  try {
    const opened = await compute.open(open);
    const model = opened.superResolution?.name ?? 'TSRN';
    out.say(`${pairs.length} pairs with ${model} on ${opened.engine} (${opened.device})`);
    const { compared, failed } = await compareAll(out, pairs, compute, signal);
    for (const path of unpaired) out.say(`left out  ${path}: no HR picture of that name`);
    if (isStopped()) {
      out.say('Stopped before the end: no report was written.');
      return EXIT.cancelled;
    }
    const scores = scoresBySubset(compared, opened, open.mode);
    await writeJson(join(options.out, 'report.json'), { open, opened, scores, compared });
    const readings = readingRows(scores);
    const tables = [imageRows(scores), ...(readings.length > 1 ? [readings] : [])].map(table);
    out.say(`\n${tables.join('\n\n')}\n`);
    const report = join(options.out, 'report.html');
    const lead = `${compared.length} pairs, ${failed} failed, ${unpaired.length} LR pictures without an HR partner.`;
    const showAll = options.all ?? false;
    await writeEvaluationReport(
      { path: report, title, lead, scores, compared, options: open, opened, showAll, signal },
      compute,
    );
    out.record({ type: 'summary', scores, failed, unpaired: unpaired.length, report });
    out.say(`Report: ${report}`);
    if (isStopped()) return EXIT.cancelled;
    return failed > 0 ? EXIT.someFailed : EXIT.done;
  } finally {
    await compute.close();
  }
}

async function compareAll(
  out: Console,
  pairs: readonly Pair[],
  compute: ComputeClient,
  signal: AbortSignal,
): Promise<{ compared: ComparedPair[]; failed: number }> {
  const compared: ComparedPair[] = [];
  let failed = 0;
  const start = performance.now();
  out.begin(pairs.length, 'pairs');
  try {
    for await (const outcome of evaluate(pairs, compute, signal)) {
      const { pair } = outcome;
      const seconds = (performance.now() - start) / 1000;
      if (outcome.state === 'compared') {
        compared.push({ pair, result: outcome.result });
        out.record({ type: 'pair', ...pair, ...outcome.result });
        const { psnr } = outcome.result.restored;
        out.step(`compared  ${pair.lr}  ${psnr.toFixed(2)} dB`, compared.length + failed, seconds);
      } else {
        failed++;
        out.problem(outcome.problem);
        out.record({ type: 'pair', ...pair, problem: outcome.problem });
        out.advance(compared.length + failed, seconds);
      }
    }
  } finally {
    out.end();
  }
  return { compared, failed };
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

async function writeJson(path: string, value: object) {
  await writeFileAtomically(path, `${JSON.stringify(value, null, 2)}\n`).catch((error: unknown) => {
    throw asProblem(error, path);
  });
}
