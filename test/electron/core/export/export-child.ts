/** Exports generated pairs in the format, to the place and of the number on the command line; tells its progress and its peak memory. */
import { exportFormatSchema } from '../../../../electron/contract/project.ts';
import { EXPORT_FORMATS } from '../../../../electron/core/export/export-job.ts';
import { EMPTY_LABEL } from '../../../../electron/contract/label.ts';
import type { ExportItem } from '../../../../electron/core/db/dataset-item.ts';
import { bmp } from '../import/job/generated-source.ts';

const [format = '', destination = '', count = ''] = process.argv.slice(2);

// eslint-disable-next-line @typescript-eslint/require-await
async function* items(): AsyncGenerator<ExportItem> {
  const quad = [
    [0, 0],
    [9, 0],
    [9, 9],
    [0, 9],
  ] as const;
  for (let i = 0; i < Number(count); i++) {
    const origin = (side: string) => ({ photo: `/photos/${i % 20}-${side}.png`, photoSha256: 'ab'.repeat(32), quad });
    yield {
      pairId: i,
      name: 'the same name',
      subset: i % 2 ? 'a' : 'b',
      photo: 'p',
      split: (['train', 'test', null] as const)[i % 3] ?? null,
      lr: bmp(i, 20, 10),
      hr: bmp(i + 1e6, 80, 60),
      label: { ...EMPTY_LABEL, transcription: `text ${i}` },
      difficultyProposed: null,
      origin: { lr: origin('lr'), hr: origin('hr') },
    };
  }
}

const target = await EXPORT_FORMATS[exportFormatSchema.parse(format)].target();
const { written } = await target(destination, items(), {
  count: Number(count),
  onProgress: (done) => done % 50 === 0 && process.stdout.write(`${done}\n`),
});
process.stdout.write(`written ${written}, peak ${process.resourceUsage().maxRSS} kB\n`);
