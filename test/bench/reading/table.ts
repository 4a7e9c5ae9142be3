import type { ReadingFigures } from './figures.ts';

export interface SubsetFigures {
  subset: string;
  kind: 'words' | 'lines';
  crops: number;
  /** Against HR, where there is one: means over crops. */
  quality?: Record<'bicubic' | 'restored', { psnr: number; ssim: number }>;
  readings: ReadingFigures[];
}

/** A subset as lines for people. */
export function inWords({ subset, crops, quality, readings }: SubsetFigures): string {
  const lines = [`${subset} (${crops})`];
  if (quality) {
    const { bicubic, restored } = quality;
    const gain = restored.psnr - bicubic.psnr;
    lines.push(
      `  PSNR ${bicubic.psnr.toFixed(2)} → ${restored.psnr.toFixed(2)} dB (${gain < 0 ? '' : '+'}${gain.toFixed(2)}), ` +
        `SSIM ${bicubic.ssim.toFixed(3)} → ${restored.ssim.toFixed(3)}`,
    );
  }
  for (const { reader, exact, cer, helped, harmed, p, nearer, farther, pNearer } of readings) {
    lines.push(
      `  ${reader.padEnd(9)} exact ${percent(exact.before)} → ${percent(exact.after)} %, ` +
        `CER ${percent(cer.before)} → ${percent(cer.after)} %, ` +
        `helped ${helped} harmed ${harmed} (p ${p.toFixed(3)}), nearer ${nearer} farther ${farther} (p ${pNearer.toFixed(3)})`,
    );
  }
  return lines.join('\n');
}

const percent = (share: number): string => (100 * share).toFixed(1);
