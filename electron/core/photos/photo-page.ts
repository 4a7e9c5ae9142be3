import type { Opened, OpenOptions } from '../../contract/compute.ts';
import type { PhotoResult } from '../../contract/photo.ts';
import { runFacts } from '../report/facts.ts';
import { html, type Markup } from '../report/markup.ts';
import { writePage } from '../report/page.ts';
import { tableSection } from '../report/table.ts';
import { plainText } from './formats/plain-text.ts';

/** Photos whose text is shown, so that the page stays openable; the files beside the photos' results hold everything. */
const MOST_TEXTS = 200;

/** One page for all photos of a run. */
export class PhotoPage {
  readonly #path: string;
  readonly #options: OpenOptions;
  readonly #opened: Opened;
  readonly #rows: string[][] = [['Photo', 'lines', 'restored', 'legible', 'taken restored', 'notes']];
  readonly #texts: Markup[] = [];
  readonly #failed: Markup[] = [];

  constructor(path: string, options: OpenOptions, opened: Opened) {
    this.#path = path;
    this.#options = options;
    this.#opened = opened;
  }

  add(input: string, result: PhotoResult): void {
    const lines = result.blocks.flat();
    const count = (which: (line: (typeof lines)[number]) => boolean): string => String(lines.filter(which).length);
    this.#rows.push([
      ...[input, String(lines.length), count((line) => line.restoration === 'restored')],
      ...[count((line) => line.restoration === 'legible'), count((line) => line.chosen === 'restored')],
      result.notes.map(({ sentence }) => sentence).join(' '),
    ]);
    if (this.#texts.length >= MOST_TEXTS) return;
    this.#texts.push(
      html`<section class="case">
        <header><b>${input}</b><span class="meta">SHA-256 ${result.input.sha256}</span></header>
        <pre dir="${result.writing}">${plainText(result)}</pre>
      </section>`,
    );
  }

  addFailure(sentence: string): void {
    this.#failed.push(html`<p class="problem">${sentence}</p>`);
  }

  async write(): Promise<void> {
    const photos = this.#rows.length - 1;
    const { detector } = this.#opened;
    await writePage(this.#path, {
      title: 'Photo report',
      lead: `${photos} photos. Lines taller than 32 pixels are legible and were left at their size; of the others the reading after restoration was taken only where it was surer.`,
      facts: [
        ...(detector ? [['Detector', `${detector.title}, SHA-256 ${detector.sha256}`] as const] : []),
        ...runFacts(this.#options, this.#opened),
      ],
      sections: [
        tableSection('Photos', this.#rows, undefined, 'list'),
        ...(this.#failed.length > 0 ? [html`<h2>Failed</h2>`, ...this.#failed] : []),
        html`<h2>Texts</h2>
          ${this.#texts}`,
      ],
      software: this.#options.software,
    });
  }
}
