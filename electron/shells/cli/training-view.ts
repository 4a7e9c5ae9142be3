import type { TrainingEvent, TrainingScore } from '../../contract/training.ts';
import { type Console, sparkline } from './console.ts';

/** Losses in the curve beside the bar, each the mean of as many steps as it takes. */
const CURVE = 24;

/** A training as it goes: a bar with the loss's curve and the time left, and a line for every measurement. */
export class TrainingView {
  readonly #out: Console;
  readonly #steps: number;
  #losses: number[] = [];
  readonly #curve: number[] = [];

  constructor(out: Console, steps: number) {
    this.#out = out;
    this.#steps = steps;
  }

  show(event: TrainingEvent) {
    const out = this.#out;
    out.record(event);
    switch (event.type) {
      case 'begun': {
        const { training, validation, base, engine, device, step } = event;
        out.say(`${base} on ${engine} (${device}): ${training} crops to learn from, ${validation} to measure on`);
        if (step > 0) out.say(`goes on from step ${step}`);
        out.beginLive(this.#steps, 'steps');
        out.live(step, { note: '', secondsLeft: null });
        break;
      }
      case 'step':
        this.#losses.push(event.loss);
        this.#curve.push(event.loss);
        out.live(event.step, {
          note: `loss ${event.loss.toPrecision(4)} ${sparkline(this.#curve, CURVE)}`,
          secondsLeft: event.secondsLeft,
        });
        break;
      case 'measured': {
        const losses = this.#losses.splice(0);
        const loss = losses.reduce((sum, one) => sum + one, 0) / losses.length;
        const learnt = losses.length > 0 ? `loss ${loss.toPrecision(4)}  ` : '';
        out.say(`step ${event.step}  ${learnt}${inWords(event.score)}${event.isBest ? '  best' : ''}`);
        break;
      }
      case 'sample': {
        const made =
          event.reading === undefined ? `PSNR ${event.psnr?.toFixed(2) ?? '–'} dB` : `reads “${event.reading}”`;
        out.say(`  pair ${event.pairId} ${event.side.toUpperCase()} “${event.transcription ?? ''}”: ${made}`);
        break;
      }
      case 'notice':
        out.problem(event.problem);
    }
  }
}

export function inWords(score: TrainingScore): string {
  if ('psnr' in score) {
    const { psnr, ssim, bicubicPsnr } = score;
    return `PSNR ${psnr.toFixed(2)} dB (bicubic ${bicubicPsnr.toFixed(2)})  SSIM ${ssim.toFixed(4)}`;
  }
  return `read exactly ${(100 * score.accuracy).toFixed(1)} %  CER ${(100 * score.cer).toFixed(1)} %`;
}
