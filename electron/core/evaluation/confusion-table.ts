import { confusions } from '../../../models/metrics/confusions.ts';
import type { Opened } from '../../contract/compute.ts';
import type { MeasuredPair } from './figures.ts';
import { readerName, type textRules } from '../reading/text-rule.ts';
import type { Markup } from '../report/markup.ts';
import { tableSection } from '../report/table.ts';

const MOST_ROWS = 20;

/** Which characters each reader takes for which on restored pictures, and on the same ones of other weights. */
export function confusionTables(
  pairs: readonly MeasuredPair[],
  { readers }: Opened,
  rules: ReturnType<typeof textRules>,
  against: string | undefined,
): Markup[] {
  const labelled = pairs.filter(({ pair }) => pair.label !== undefined);
  return readers.flatMap(({ id }) => {
    const of = (which: 'result' | 'against') =>
      confusions(
        labelled.map((one) => ({
          reference: one.pair.label ?? '',
          reading: one[which]?.readings.find(({ reader }) => reader === id)?.restored.text ?? '',
        })),
        rules(id),
      );
    const found = of('result');
    if (found.length === 0) return [];
    const others = new Map(against === undefined ? [] : of('against').map((one) => [keyOf(one), one.times]));
    const head = ['Is', 'Was read as', 'Times', ...(against === undefined ? [] : [`Times with ${against}`])];
    const rows = found
      .slice(0, MOST_ROWS)
      .map((one) => [
        ...[shown(one.expected, 'nothing'), shown(one.actual, 'nothing'), String(one.times)],
        ...(against === undefined ? [] : [String(others.get(keyOf(one)) ?? 0)]),
      ]);
    return [
      tableSection(
        `${readerName(id)}: characters taken for others`,
        [head, ...rows],
        'On restored pictures.',
        'list',
      ),
    ];
  });
}

const keyOf = ({ expected, actual }: { expected: string; actual: string }): string =>
  JSON.stringify([expected, actual]);

const shown = (character: string, none: string): string =>
  character === '' ? none : character === ' ' ? 'space' : character;
