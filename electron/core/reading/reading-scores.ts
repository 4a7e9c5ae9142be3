import { scoreReadings } from '../../../models/metrics/text-accuracy.ts';
import type { Mode, Opened, ReaderId, ReadingData } from '../../contract/compute.ts';
import type { LabelUse, TallyScore } from '../../contract/jobs.ts';
import type { Labels } from './transcriptions.ts';
import { textRuleOf } from './text-rule.ts';

/** Scores readings against labels as they arrive, before and after restoration. Items without a label do not count. */
export class ReadingTally {
  readonly #opened: Opened;
  readonly #mode: Mode;
  readonly #labels: Labels | undefined;
  readonly #readings = new Map<string, { reference: string; reading: string }[]>();
  #labelled = 0;

  constructor(opened: Opened, mode: Mode, labels: Labels | undefined) {
    this.#opened = opened;
    this.#mode = mode;
    this.#labels = labels;
  }

  /** What the labels were good for; undefined where there are none. */
  labelUse(): LabelUse | undefined {
    return this.#labels && { known: this.#labels.size, used: this.#labelled };
  }

  add(path: string, readings: readonly { reader: ReaderId; input: ReadingData; output?: ReadingData }[]) {
    const label = this.#labels?.of(path);
    if (label === undefined) return;
    this.#labelled++;
    for (const { reader, input, output } of readings) {
      this.#note(reader, 'input', input.text, label);
      if (output) this.#note(reader, 'restored', output.text, label);
    }
  }

  scores(): TallyScore[] {
    return this.#opened.readers.flatMap((reader) =>
      (['input', 'restored'] as const).flatMap((view) => {
        const pairs = this.#readings.get(`${reader.id} ${view}`);
        if (!pairs) return [];
        const { accuracy, cer } = scoreReadings(pairs, textRuleOf(reader, this.#mode));
        return [{ reader: reader.id, view, labelled: pairs.length, accuracy, cer }];
      }),
    );
  }

  #note(reader: ReaderId, view: TallyScore['view'], reading: string, reference: string) {
    const key = `${reader} ${view}`;
    const pairs = this.#readings.get(key) ?? [];
    pairs.push({ reference, reading });
    this.#readings.set(key, pairs);
  }
}

/** Scores as a table, heading first. */
export const tallyRows = (scores: readonly TallyScore[]): string[][] => [
  ['reader', 'picture', 'labelled', 'read exactly', 'CER'],
  ...scores.map(({ reader, view, labelled, accuracy, cer }) => [
    reader,
    view === 'input' ? 'as it came' : 'restored',
    String(labelled),
    `${(100 * accuracy).toFixed(1)} %`,
    `${(100 * cer).toFixed(1)} %`,
  ]),
];
