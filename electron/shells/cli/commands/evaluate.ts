import type { Command } from 'commander';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../../../models/atomic-file.ts';
import { asProblem } from '../../../../models/problem.ts';
import { ComputeClient } from '../../../compute/client.ts';
import { evaluate } from '../../../core/evaluate.ts';
import { findPairs } from '../../../core/pairs.ts';
import { writeEvaluationReport, type ComparedPair } from '../../../core/report/evaluation-report.ts';
import { scoresBySubset, type SubsetScores } from '../../../core/scores.ts';
import { onInterrupt } from '../cancellation.ts';
import { Console, table } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
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

/** Evaluates the pairs below a folder and writes `report.html` and `report.json`. */
export async function runEvaluation(folder: string, options: EvaluateOptions, title: string): Promise<ExitCode> {
  const out = new Console(options.json ?? false);
  const signal = onInterrupt((line) => out.say(line));
  const { pairs, unpaired } = await findPairs(folder);
  await mkdir(options.out, { recursive: true }).catch((error: unknown) => {
    throw asProblem(error, options.out);
  });
  const open = await openOptions(options, true);
  const compute = new ComputeClient();
  try {
    const opened = await compute.open(open);
    out.say(
      `${pairs.length} pairs with ${opened.superResolution?.name ?? 'TSRN'} on ${opened.engine} (${opened.device})`,
    );
    const compared: ComparedPair[] = [];
    let failed = 0;
    const start = performance.now();
    out.begin(pairs.length, 'pairs');
    try {
      for await (const outcome of evaluate(pairs, compute, signal)) {
        const { pair } = outcome;
        if (outcome.state === 'compared') {
          compared.push({ pair, result: outcome.result });
          out.record({ type: 'pair', ...pair, ...outcome.result });
        } else {
          failed++;
          out.problem(outcome.problem);
          out.record({ type: 'pair', ...pair, problem: outcome.problem });
        }
        const { psnr = NaN } = outcome.state === 'compared' ? outcome.result.restored : {};
        const line = `compared  ${pair.lr}  ${psnr.toFixed(2)} dB`;
        out.step(line, compared.length + failed, (performance.now() - start) / 1000);
      }
    } finally {
      out.end();
    }
    for (const path of unpaired) out.say(`left out  ${path}: no HR picture of that name`);
    if (signal.aborted) {
      out.say('Stopped before the end: no report was written.');
      return EXIT.cancelled;
    }
    const scores = scoresBySubset(compared, opened, open.mode);
    const report = join(options.out, 'report.html');
    await writeEvaluationReport(
      {
        path: report,
        title,
        lead: `${compared.length} pairs, ${failed} failed, ${unpaired.length} LR pictures without an HR partner.`,
        scores,
        compared,
        options: open,
        opened,
        showAll: options.all ?? false,
      },
      compute,
    );
    await writeJson(join(options.out, 'report.json'), { open, opened, scores, compared });
    out.record({ type: 'summary', scores, failed, unpaired: unpaired.length, report });
    const readings = readingRows(scores);
    const tables = [imageRows(scores), ...(readings.length > 1 ? [readings] : [])].map(table);
    out.say(`\n${tables.join('\n\n')}\n\nReport: ${report}`);
    return failed > 0 ? EXIT.someFailed : EXIT.done;
  } finally {
    await compute.close();
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

async function writeJson(path: string, value: object) {
  await writeFileAtomically(path, `${JSON.stringify(value, null, 2)}\n`).catch((error: unknown) => {
    throw asProblem(error, path);
  });
}
