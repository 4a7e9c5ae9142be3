import type { TrainingCurve } from '../../contract/registry.ts';
import type { Markup } from './markup.ts';
import { html } from './markup.ts';

/** A model's training, as its project has it on record. */
export interface LearningCurve {
  /** Of the model. */
  name: string;
  curve: TrainingCurve;
}

const WIDTH = 520;
const HEIGHT = 180;
const PAD = { left: 56, right: 12, top: 12, bottom: 28 };

/** How the loss fell and what was measured on the validation split. */
export function learningCurveSection({ name, curve }: LearningCurve): Markup {
  const isPictures = curve.measured.some(({ score }) => 'psnr' in score);
  const measured = curve.measured.map(({ step, score }) => ({
    step,
    value: 'psnr' in score ? score.psnr : 100 * score.accuracy,
  }));
  const losses = curve.losses.map(({ step, loss }) => ({ step, value: loss }));
  return html`<h2>Training of ${name}</h2>
    <div class="views">
      ${plot('Loss, training batches', losses)}
      ${plot(isPictures ? 'PSNR in dB, validation split' : 'Read exactly in %, validation split', measured)}
    </div>`;
}

function plot(title: string, points: readonly { step: number; value: number }[]): Markup {
  if (points.length === 0) return html``;
  const [first, last] = [points[0]?.step ?? 0, points.at(-1)?.step ?? 1];
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const x = (step: number) => PAD.left + ((step - first) / Math.max(1, last - first)) * (WIDTH - PAD.left - PAD.right);
  const y = (value: number) => PAD.top + (1 - (value - least) / (most - least || 1)) * (HEIGHT - PAD.top - PAD.bottom);
  const line = points.map(({ step, value }) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const label = `${title}: from ${short(values[0])} at step ${first} to ${short(values.at(-1))} at step ${last}`;
  return html`<figure>
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}" class="curve">
      <line x1="${PAD.left}" y1="${HEIGHT - PAD.bottom}" x2="${WIDTH - PAD.right}" y2="${HEIGHT - PAD.bottom}" />
      <line x1="${PAD.left}" y1="${PAD.top}" x2="${PAD.left}" y2="${HEIGHT - PAD.bottom}" />
      <text x="${PAD.left - 6}" y="${PAD.top + 10}" text-anchor="end">${short(most)}</text>
      <text x="${PAD.left - 6}" y="${HEIGHT - PAD.bottom}" text-anchor="end">${short(least)}</text>
      <text x="${PAD.left}" y="${HEIGHT - 8}">step ${first}</text>
      <text x="${WIDTH - PAD.right}" y="${HEIGHT - 8}" text-anchor="end">${last}</text>
      <polyline points="${line}" />
    </svg>
  </figure>`;
}

const short = (value: number | undefined): string =>
  value === undefined ? '' : Number(value.toPrecision(4)).toString();
