import { alignCharacters } from '../../../models/metrics/text-accuracy.ts';
import type { ReadingData } from '../../contract/compute.ts';
import type { Markup } from './markup.ts';
import { html } from './markup.ts';

/** One picture of a case with what the readers made of it. */
export interface CaseView {
  caption: string;
  /** A data: address, or nothing where there is no picture. */
  image: string | undefined;
  readings: { reader: string; reading: ReadingData; against: string | undefined }[];
}

export interface Case {
  title: string;
  facts: string;
  views: readonly CaseView[];
}

export function caseSection({ title, facts, views }: Case): Markup {
  return html`<article class="case">
    <header><b>${title}</b> <span class="meta">${facts}</span></header>
    <div class="views">${views.map(viewFigure)}</div>
  </article>`;
}

function viewFigure({ caption, image, readings }: CaseView): Markup {
  const picture = image ? html`<img src="${image}" alt="${caption}" />` : html`<span class="meta">no picture</span>`;
  return html`<figure>
    <figcaption>${caption}</figcaption>
    <div class="frame">${picture}</div>
    ${readings.map(
      ({ reader, reading, against }) =>
        html`<div class="reading" title="${confidences(reading)}">
          ${reading.text ? marked(reading.text, against) : html`<span class="none">nothing read</span>`}
          <small>${reader} ${percent(reading.confidence)}</small>
        </div>`,
    )}
  </figure>`;
}

/** The reading with every character that differs from `against` marked. Case differences count. */
export function marked(text: string, against: string | undefined): Markup {
  if (against === undefined) return html`${text}`;
  const parts = alignCharacters(against, text).map(({ kind, actual }) => {
    if (kind === 'removed') return html``;
    return kind === 'same' ? html`${actual}` : html`<mark>${actual}</mark>`;
  });
  return html`${parts}`;
}

function confidences({ characters }: ReadingData): string {
  return characters.map(({ character, confidence }) => `${character} ${percent(confidence)}`).join('  ');
}

export const percent = (share: number): string => `${Math.round(100 * share)} %`;
