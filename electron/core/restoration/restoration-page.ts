import type { Opened, OpenOptions, Picture } from '../../contract/compute.ts';
import type { Sidecar, TallyScore } from '../../contract/jobs.ts';
import type { Labels } from '../reading/transcriptions.ts';
import type { PlannedItem } from './output-plan.ts';
import { tallyRows } from '../reading/reading-scores.ts';
import { ruleInWords, textRules } from '../reading/text-rule.ts';
import { caseSection } from '../evaluation/case.ts';
import { runFacts } from '../report/facts.ts';
import { html, type Markup } from '../report/markup.ts';
import { writePage } from '../report/page.ts';
import { tableSection } from '../report/table.ts';
import { readUserFile } from '../../../models/base/user-file.ts';

/** Pictures shown at most, so that the page stays openable; the sidecars hold everything. */
const MOST_CASES = 200;

/** Formats of pictures that every browser shows. */
const BROWSER_FORMATS = new Set(['png', 'jpeg', 'webp', 'bmp']);

/** Collects the items of a `restore` run into one page. */
export class RestorationPage {
  readonly #path: string;
  readonly #labels: Labels | undefined;
  readonly #options: OpenOptions;
  readonly #opened: Opened;
  readonly #rules: ReturnType<typeof textRules>;
  readonly #cases: Markup[] = [];
  #items = 0;

  constructor(path: string, labels: Labels | undefined, options: OpenOptions, opened: Opened) {
    this.#path = path;
    this.#labels = labels;
    this.#options = options;
    this.#opened = opened;
    this.#rules = textRules(opened, options.mode);
  }

  async add(item: PlannedItem, picture: Picture, sidecar: Sidecar): Promise<void> {
    this.#items++;
    if (this.#cases.length >= MOST_CASES) return;
    const label = this.#labels?.of(item.relativePath);
    const { input } = sidecar;
    this.#cases.push(
      caseSection({
        title: label ?? input.file,
        facts: `${label ? `${input.file} · ` : ''}${sizesOf(sidecar)}${profileInWords(input.profile)}`,
        views: [
          {
            caption: 'As it came',
            image: await dataAddress(picture, sidecar.input.format),
            readings: sidecar.readings.map(({ reader, input: reading }) => ({
              reader,
              reading,
              against: label,
              rule: this.#rules(reader),
            })),
          },
          {
            caption: sidecar.leftAsItIs ? 'Left as it is: legible already' : 'Restored (enhanced reading aid)',
            image: await dataAddress(item.output, 'png'),
            readings: sidecar.readings.map(({ reader, input: before, output: reading }) => ({
              reader,
              reading,
              against: label ?? before.text,
              rule: this.#rules(reader),
            })),
          },
        ],
      }),
    );
  }

  async write(scores: readonly TallyScore[]): Promise<void> {
    const marked = this.#labels ? 'the label' : 'the reading before restoration';
    const hidden = this.#items - this.#cases.length;
    await writePage(this.#path, {
      title: 'Restoration report',
      lead: `${this.#items} pictures. Characters that differ from ${marked} are marked in red.${hidden > 0 ? ` The first ${MOST_CASES} are shown.` : ''}`,
      facts: [...runFacts(this.#options, this.#opened), ['Text comparison', ruleInWords(this.#options.mode)]],
      sections: [
        ...(scores.length > 0 ? [tableSection('Readings', tallyRows(scores))] : []),
        html`<h2>Pictures</h2>
          ${this.#cases}`,
      ],
      software: this.#options.software,
    });
  }
}

/** Of a picture whose colours are not those of sRGB: stored values are used as they are. */
const profileInWords = (profile: string | undefined): string =>
  profile === undefined || /srgb/i.test(profile) ? '' : ` · colour profile “${profile}”, not applied`;

/** Undefined for what a browser cannot show, and for a picture that is gone since. */
async function dataAddress(picture: Picture, format: string): Promise<string | undefined> {
  if (!BROWSER_FORMATS.has(format)) return undefined;
  const bytes = typeof picture === 'string' ? await readUserFile(picture).catch(() => undefined) : picture.bytes;
  return bytes && `data:image/${format};base64,${Buffer.from(bytes).toString('base64')}`;
}

const sizesOf = ({ leftAsItIs, input, lowResolution, output }: Sidecar): string =>
  [input, ...(leftAsItIs ? [] : [lowResolution, output])].map(({ width, height }) => `${width}×${height}`).join(' → ');
