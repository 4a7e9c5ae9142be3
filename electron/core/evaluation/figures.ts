import { type BootstrapOptions, bootstrapRatio } from '../../../models/metrics/bootstrap.ts';
import { charactersOf } from '../../../models/recognition/alphabet.ts';
import { characterEdits, type TextRule } from '../../../models/metrics/text-accuracy.ts';
import type { Compared, Mode, Opened, ReaderId } from '../../contract/compute.ts';
import type { SubsetFigures } from '../../contract/jobs.ts';
import type { Pair } from './pair-set.ts';
import { bySubset, VIEWS, type View } from './scores.ts';
import { textRules } from '../reading/text-rule.ts';

/** A pair as the weights in question, and maybe others, see it. */
export interface MeasuredPair {
  pair: Pair;
  result: Compared;
  against?: Compared;
}

type Figure = SubsetFigures['figures'][number];
/** A pair's share of a figure: above and below the fraction line. */
type Share = readonly [numerator: number, denominator: number];

const BOOTSTRAP: BootstrapOptions = { seed: 2020, rounds: 1000, confidence: 0.95 };

/**
 * Every figure of each subset with its bounds, and how it differs from bicubic enlargement and from other weights on the same
 * pairs. PSNR and SSIM are means over pictures in either mode; the published PSNR of whole batches has no share of a pair.
 */
export function figuresBySubset(pairs: readonly MeasuredPair[], opened: Opened, mode: Mode): SubsetFigures[] {
  return bySubset(pairs).map(([subset, group]) => {
    const labelled = group.filter(({ pair }) => pair.label !== undefined);
    return {
      subset,
      pairs: group.length,
      labelled: labelled.length,
      figures: [...pictureFigures(group), ...(labelled.length > 0 ? textFigures(labelled, opened, mode) : [])],
    };
  });
}

function pictureFigures(pairs: readonly MeasuredPair[]): Figure[] {
  return (['psnr', 'ssim'] as const).flatMap((measure) =>
    (['bicubic', 'restored'] as const).map((view) => {
      const shareOf = (result: Compared, seen: 'bicubic' | 'restored'): Share => [result[seen][measure], 1];
      return {
        measure,
        reader: null,
        view,
        ...compared(pairs, view, (result, _, seen) => shareOf(result, seen as never)),
      };
    }),
  );
}

function textFigures(pairs: readonly MeasuredPair[], opened: Opened, mode: Mode): Figure[] {
  const rules = textRules(opened, mode);
  return opened.readers.flatMap(({ id }) =>
    (['accuracy', 'cer'] as const).flatMap((measure) =>
      VIEWS.map((view) => ({
        ...{ measure, reader: id, view },
        ...compared(pairs, view, (result, pair, seen) =>
          textShare(measure, readingOf(result, id, seen), pair, rules(id)),
        ),
      })),
    ),
  );
}

const readingOf = (result: Compared, reader: ReaderId, view: View): string =>
  result.readings.find((candidate) => candidate.reader === reader)?.[view].text ?? '';

/** Of accuracy: read exactly or not; of CER: edits over characters. */
function textShare(measure: 'accuracy' | 'cer', reading: string, { label = '' }: Pair, rule: TextRule): Share {
  const [expected, actual] = [rule(label), rule(reading)];
  if (measure === 'accuracy') return [expected === actual ? 1 : 0, 1];
  return [characterEdits(expected, actual), charactersOf(expected).length];
}

/** A figure with bounds, beside the other weights' and bicubic's where there are such. */
function compared(
  pairs: readonly MeasuredPair[],
  view: View,
  shareOf: (result: Compared, pair: Pair, view: View) => Share,
): Pick<Figure, 'figure' | 'against' | 'overAgainst' | 'overBicubic'> {
  const own = pairs.map(({ result, pair }) => shareOf(result, pair, view));
  const bicubic = view === 'restored' ? pairs.map(({ result, pair }) => shareOf(result, pair, 'bicubic')) : undefined;
  const others = pairs.flatMap(({ against, pair }) => (against ? [shareOf(against, pair, view)] : []));
  const hasOthers = others.length === pairs.length && pairs.length > 0;
  return {
    figure: interval(own),
    against: hasOthers ? interval(others) : null,
    overAgainst: hasOthers ? interval(minus(own, others)) : null,
    overBicubic: bicubic ? interval(minus(own, bicubic)) : null,
  };
}

/** Denominators of both are the same: pictures, or characters of the label. */
const minus = (one: readonly Share[], other: readonly Share[]): Share[] =>
  one.map(([above, below], i) => [above - (other[i] as Share)[0], below]);

const interval = (shares: readonly Share[]) =>
  bootstrapRatio(
    shares.map(([above]) => above),
    shares.map(([, below]) => below),
    BOOTSTRAP,
  );
