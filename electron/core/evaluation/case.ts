import { charactersOf } from '../../../models/recognition/alphabet.ts';
import { alignCharacters, type TextRule } from '../../../models/metrics/text-accuracy.ts';
import type { ReaderId, ReadingData } from '../../contract/compute.ts';
import { readerName } from '../reading/text-rule.ts';
import type { Markup } from '../report/markup.ts';
import { html } from '../report/markup.ts';

/** One picture of a case with what the readers made of it. */
export interface CaseView {
  caption: string;
  /** A data: address, or nothing where there is no picture. */
  image: string | undefined;
  readings: {
    reader: ReaderId;
    reading: ReadingData;
    /** What it is compared with, if anything, and how. */
    against: string | undefined;
    rule: TextRule;
  }[];
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
      ({ reader, reading, against, rule }) =>
        html`<div class="reading" title="${confidences(reading)}">
          ${reading.text ? marked(reading.text, against, rule) : html`<span class="none">nothing read</span>`}
          <small>${readerName(reader)} ${percent(reading.confidence)}</small>
        </div>`,
    )}
  </figure>`;
}

/** The reading with every character marked that differs from `against` under the rule by which readings are scored. */
export function marked(text: string, against: string | undefined, rule: TextRule): Markup {
  if (against === undefined) return html`${text}`;
  const characters = charactersOf(text);
  const folded = characters.map((character) => charactersOf(rule(character)));
  const wrong = alignCharacters(rule(against), folded.flat().join(''))
    .filter(({ kind }) => kind !== 'removed')
    .map(({ kind }) => kind !== 'same');
  let next = 0;
  return html`${characters.map((character, i) => {
    const differs = wrong.slice(next, (next += folded[i]?.length ?? 0)).includes(true);
    return differs ? html`<mark>${character}</mark>` : html`${character}`;
  })}`;
}

function confidences({ characters }: ReadingData): string {
  return characters.map(({ character, confidence }) => `${character} ${percent(confidence)}`).join('  ');
}

export const percent = (share: number): string => `${Math.round(100 * share)} %`;
