import { characterEdits, scoreReadings, type TextRule } from '../../../models/metrics/text-accuracy.ts';
import { mcnemar } from './mcnemar.ts';

/** What a reader made of a subset before and after restoring; shares are 0..1. */
export interface ReadingFigures {
  reader: string;
  exact: { before: number; after: number };
  cer: { before: number; after: number };
  /** Crops read exactly only after, only before, and McNemar's p. */
  helped: number;
  harmed: number;
  p: number;
  /** Crops with fewer and with more wrong characters, and the same test of these. */
  nearer: number;
  farther: number;
  pNearer: number;
}

export interface Reading {
  reference: string;
  before: string;
  after: string;
}

export function readingFigures(reader: string, readings: readonly Reading[], rule: TextRule): ReadingFigures {
  const scoreOf = (side: 'before' | 'after') =>
    scoreReadings(
      readings.map((one) => ({ reference: one.reference, reading: one[side] })),
      rule,
    );
  const edits = readings.map(({ reference, before, after }) => ({
    before: characterEdits(rule(reference), rule(before)),
    after: characterEdits(rule(reference), rule(after)),
  }));
  const count = (which: (one: { before: number; after: number }) => boolean) => edits.filter(which).length;
  const [helped, harmed] = [
    count(({ before, after }) => before > 0 && after === 0),
    count(({ before, after }) => before === 0 && after > 0),
  ];
  const [nearer, farther] = [
    count(({ before, after }) => after < before),
    count(({ before, after }) => after > before),
  ];
  const [before, after] = [scoreOf('before'), scoreOf('after')];
  return {
    reader,
    exact: { before: before.accuracy, after: after.accuracy },
    cer: { before: before.cer, after: after.cer },
    ...{ helped, harmed, p: mcnemar(helped, harmed) },
    ...{ nearer, farther, pNearer: mcnemar(nearer, farther) },
  };
}
