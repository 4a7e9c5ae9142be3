import type { ComputeClient } from '../../compute/client/client.ts';
import type { Compared } from '../../contract/compute.ts';
import type { MeasuredPair } from './figures.ts';
import type { PairSet } from './pair-set.ts';
import { pngAddress } from '../report/png-address.ts';
import type { View } from './scores.ts';
import type { textRules } from '../reading/text-rule.ts';
import { caseSection, type CaseView } from './case.ts';
import type { Markup } from '../report/markup.ts';

/** What makes the pictures of cases again: the weights in question, and maybe others. */
export interface Illustrators {
  compute: ComputeClient;
  against?: { compute: ComputeClient; name: string };
  picturesOf: PairSet['picturesOf'];
  rules: ReturnType<typeof textRules>;
  /** When aborted, pairs are shown without pictures from there on. */
  signal: AbortSignal;
}

/** A pair as pictures with their readings; without pictures where they cannot be made again. */
export async function evaluationCase(measured: MeasuredPair, illustrators: Illustrators): Promise<Markup> {
  const { pair, result } = measured;
  const { compute, against, rules } = illustrators;
  const pictures = await picturesBy(compute, measured, illustrators);
  const others = against && (await picturesBy(against.compute, measured, illustrators));
  const view = (caption: string, image: string | undefined, of?: [Compared | undefined, View]): CaseView => ({
    caption,
    image,
    readings: (of?.[0]?.readings ?? []).map((reading) => ({
      reader: reading.reader,
      reading: reading[of?.[1] ?? 'bicubic'],
      against: pair.label,
      rule: rules(reading.reader),
    })),
  });
  const { bicubic, restored, lowResolution } = result;
  return caseSection({
    title: pair.label ?? pair.name,
    facts: `${[pair.subset, pair.name].filter(Boolean).join('/')} · ${lowResolution.width}×${lowResolution.height} · PSNR ${bicubic.psnr.toFixed(1)} → ${restored.psnr.toFixed(1)} dB · SSIM ${bicubic.ssim.toFixed(3)} → ${restored.ssim.toFixed(3)}`,
    views: [
      view('LR', pictures?.lr),
      view('Bicubic', pictures?.bicubic, [result, 'bicubic']),
      ...(against ? [view(`SR, ${against.name}`, others?.restored, [measured.against, 'restored'])] : []),
      view('SR (enhanced reading aid)', pictures?.restored, [result, 'restored']),
      view('HR', pictures?.hr, [result, 'highResolution']),
    ],
  });
}

/** As data: addresses. */
async function picturesBy(compute: ComputeClient, { pair }: MeasuredPair, { picturesOf, signal }: Illustrators) {
  if (signal.aborted) return undefined;
  try {
    const { lr, bicubic, restored, hr } = await compute.call('illustrate', picturesOf(pair));
    return { lr: pngAddress(lr), bicubic: pngAddress(bicubic), restored: pngAddress(restored), hr: pngAddress(hr) };
  } catch {
    return undefined;
  }
}
