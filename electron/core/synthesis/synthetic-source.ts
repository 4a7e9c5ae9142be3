import { createHash } from 'node:crypto';
import type { ComputeClient } from '../../compute/client/client.ts';
import type { SynthesisFound, SyntheticPairData } from '../../contract/compute.ts';
import { EMPTY_LABEL, type Label } from '../../contract/label.ts';
import type { SynthesisConfig } from '../../contract/synthesis.ts';
import { inOrder } from '../pictures/batches.ts';
import type { ExportItem } from '../db/dataset-item.ts';
import type { ImportItem, ImportSource, ImportStep } from '../db/dataset-item.ts';

/** Pairs asked for at once, and such questions under way, so that one is drawn while another is written. */
const AT_ONCE = 16;
const UNDER_WAY = 2;

/** Synthetic pairs of a config as something to import or to export. */
export class SyntheticSource implements ImportSource {
  readonly kind = 'synthesis';
  readonly location: string;
  readonly fingerprint: string;
  readonly count: number;
  readonly #config: SynthesisConfig;
  readonly #compute: ComputeClient;

  constructor(config: SynthesisConfig, { fonts, words, real }: SynthesisFound, compute: ComputeClient) {
    this.#config = config;
    this.#compute = compute;
    this.count = config.count;
    this.location = `synthesis with seed ${config.seed}`;
    // Fonts, words and real crops by content: where they lie makes no difference.
    const facts = {
      ...config,
      fonts: fonts.map(({ sha256 }) => sha256),
      words: words.sha256,
      real: real?.sha256 ?? null,
    };
    this.fingerprint = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  }

  /** Cursors are numbers of pairs. */
  async *steps(after?: string): AsyncGenerator<ImportStep> {
    for await (const pair of this.#pairs(after === undefined ? 0 : Number(after) + 1)) {
      yield { cursor: String(pair.number), item: this.#item(pair) };
    }
  }

  async *exportItems(signal: AbortSignal): AsyncGenerator<ExportItem> {
    for await (const pair of this.#pairs(0, signal)) {
      const { name, subset, photo, lr, hr, label } = this.#item(pair);
      yield {
        ...{ pairId: pair.number + 1, name, subset, photo, split: null, difficultyProposed: null },
        ...(lr && { lr }),
        ...(hr && { hr }),
        label: { ...EMPTY_LABEL, ...label },
      };
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async *#pairs(from: number, signal = new AbortController().signal): AsyncGenerator<SyntheticPairData> {
    const chunks = inOrder(this.#numbers(from), UNDER_WAY, signal, (numbers) =>
      this.#compute.call('synthesise', { config: this.#config, numbers }),
    );
    for await (const chunk of chunks) yield* chunk;
  }

  *#numbers(from: number): Generator<number[]> {
    for (let first = from; first < this.count; first += AT_ONCE) {
      yield Array.from({ length: Math.min(AT_ONCE, this.count - first) }, (_, i) => first + i);
    }
  }

  #item({ number, text, source, difficulty, lr, hr }: SyntheticPairData): ImportItem {
    const name = `synthetic-${this.#config.seed}-${String(number + 1).padStart(7, '0')}`;
    const label: Partial<Label> = {
      direction: 'h',
      transcription: text,
      difficulty,
      status: 'done',
      tags: ['synthetic'],
    };
    const photo = this.#config.together === 'font' ? `font ${source.sha256}` : name;
    return { key: name, name, subset: difficulty, photo, lr, hr, label };
  }
}
