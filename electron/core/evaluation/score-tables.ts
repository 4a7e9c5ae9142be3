import type { Opened } from '../../contract/compute.ts';
import type { SubsetScores } from '../../contract/jobs.ts';
import { readerName } from '../reading/text-rule.ts';
import { type Cell, tableSection } from '../report/table.ts';

/** PSNR and SSIM of each subset against plain bicubic enlargement. */
export function imageScores(scores: readonly SubsetScores[]) {
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

/** Share read exactly and CER of each subset and reader. */
export function readingScores(scores: readonly SubsetScores[], { readers }: Opened) {
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
          readerName(id),
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
