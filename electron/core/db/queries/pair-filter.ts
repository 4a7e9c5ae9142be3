import type { CheckName, FocalLengthRange, PairFilter, Pass } from '../../../contract/pairs.ts';
import { EMPTY_LABEL_CONDITION } from './checks.ts';
import { SECOND_PASS_ROWS } from './labels.ts';

type Value = string | number | null;

/** Tables that conditions go by: `p` is the pair, `l` its label of the pass, all NULL where there is none. */
export type Alias = 'p' | 'l';

/** One condition of a filter as SQL. */
export interface Term {
  /** For pairs found otherwise. `id` is the expression for the pair's id there. */
  condition: (id: string) => string;
  /** The table that the condition reads, if any. */
  needs: Alias | undefined;
  /** How to find its pairs by an index, where one leads to all of them. */
  source: Source | undefined;
  parameters: Record<string, Value>;
}

export interface Source {
  /** A table, as `p`, `l` or `s`. */
  from: string;
  alias: Alias | 's';
  where: string;
  /** The column with the pair's id, `offset` added; ascending within the source unless `unordered`. */
  id: string;
  offset?: number;
  unordered?: true;
  /** Looks at every label of the pass; only better than looking at every pair. */
  walk?: true;
}

/** The filter's conditions, each with a way to its pairs. */
export function termsOf(filter: PairFilter, pass: Pass): Term[] {
  const { subset, split, status, direction, difficulty, text, tag, check, annotator } = filter;
  const { focalLengthLr, focalLengthHr } = filter;
  // In pass 2 a pair has a label only once somebody began it; until then it is new and says nothing.
  const everyPairHasLabel = pass === 1;
  const terms: (Term | false | undefined)[] = [
    subset !== undefined && pairTerm('pair_by_subset', 'p.subset = :subset', { subset }),
    split !== undefined && pairTerm('pair_by_split', 'p.split IS :split', { split }),
    status === 'new' && !everyPairHasLabel && unsaid("ifnull(l.status, 'new') = 'new'"),
    status && (status !== 'new' || everyPairHasLabel) && labelTerm('label_by_status', 'l.status = :status', { status }),
    direction === null && !everyPairHasLabel && unsaid('l.direction IS NULL'),
    direction !== undefined &&
      (direction !== null || everyPairHasLabel) &&
      labelTerm('label_by_direction', 'l.direction IS :direction', { direction }),
    difficulty === null && !everyPairHasLabel && unsaid('l.difficulty IS NULL'),
    difficulty !== undefined &&
      (difficulty !== null || everyPairHasLabel) &&
      labelTerm('label_by_difficulty', 'l.difficulty IS :difficulty', { difficulty }),
    filter.unlabelled &&
      (everyPairHasLabel
        ? labelTerm('label_unlabelled', 'l.transcription IS NULL AND l.illegible = 0')
        : unsaid('l.transcription IS NULL AND ifnull(l.illegible, 0) = 0')),
    filter.illegible && labelTerm('label_illegible', 'l.illegible = 1'),
    focalLengthLr && focalLengthTerm('focal_length_lr', focalLengthLr),
    focalLengthHr && focalLengthTerm('focal_length_hr', focalLengthHr),
    !!text && textTerm(text.normalize('NFC').replaceAll('\0', ''), pass),
    tag !== undefined && setTerm('label_tag', 's.pass = :pass AND s.tag = :tag', { tag: tag.normalize('NFC') }),
    annotator !== undefined &&
      setTerm(
        'label_annotator',
        's.annotator_id = (SELECT id FROM annotator WHERE name = :annotator) AND s.pass = :pass',
        { annotator: annotator.normalize('NFC').trim() },
      ),
    check && checkTerm(check),
  ];
  return terms.filter((term): term is Term => !!term);
}

function pairTerm(index: string, where: string, parameters: Term['parameters']): Term {
  const source: Source = { from: `pair p INDEXED BY ${index}`, alias: 'p', where, id: 'p.id' };
  return { condition: () => where, needs: 'p', source, parameters };
}

function labelTerm(index: string, condition: string, parameters: Term['parameters'] = {}): Term {
  const where = `l.pass = :pass AND ${condition}`;
  const source: Source = { from: `label l INDEXED BY ${index}`, alias: 'l', where, id: 'l.pair_id' };
  return { condition: () => condition, needs: 'l', source, parameters };
}

/** What holds of pairs without a label too, and so is in no index of labels. */
const unsaid = (condition: string): Term => ({
  condition: () => condition,
  needs: 'l',
  source: undefined,
  parameters: {},
});

function focalLengthTerm(column: 'focal_length_lr' | 'focal_length_hr', { least = 0, most }: FocalLengthRange): Term {
  const [low, high] = [`${column}_least`, `${column}_most`];
  const term = labelTerm(`label_by_${column}`, `l.${column} BETWEEN :${low} AND :${high}`, {
    [low]: least,
    [high]: most ?? Number.MAX_VALUE,
  });
  return { ...term, source: { ...(term.source as Source), unordered: true } };
}

/** A set of pairs in a table of its own that has the pair as the last part of its key. */
function setTerm(table: string, where: string, parameters: Term['parameters']): Term {
  return {
    condition: (id) => `EXISTS (SELECT 1 FROM ${table} x WHERE ${within(where)} AND x.pair_id = ${id})`,
    needs: undefined,
    source: { from: `${table} s`, alias: 's', where, id: 's.pair_id' },
    parameters,
  };
}

/** A condition on `s` as one on `x`, since `s` may be the table through which the pair was found. */
const within = (where: string): string => where.replaceAll(/\bs\./g, 'x.');

/** Checks look at labels of the first pass, whichever pass is asked for. */
function checkTerm(check: CheckName): Term {
  if (check !== 'empty-label') return setTerm('finding', 's."check" = :check', { check });
  const where = `s.pass = 1 AND ${EMPTY_LABEL_CONDITION.replaceAll('l.', 's.')}`;
  return {
    condition: (id) => `EXISTS (SELECT 1 FROM label x WHERE ${within(where)} AND x.pair_id = ${id})`,
    needs: undefined,
    source: { from: 'label s INDEXED BY label_empty', alias: 's', where, id: 's.pair_id' },
    parameters: {},
  };
}

/** The search index knows three characters and more. */
const SHORTEST_INDEXED = 3;

function textTerm(text: string, pass: Pass): Term {
  if (Array.from(text).length < SHORTEST_INDEXED) return shortTextTerm(text);
  const offset = pass === 1 ? 0 : SECOND_PASS_ROWS;
  const from = 'transcription_search s';
  const where = `s.transcription_search MATCH :text AND s.rowid > ${offset} AND s.rowid < ${offset + SECOND_PASS_ROWS}`;
  return {
    // Not correlated, so looked up once and not for every pair.
    condition: (id) => `${id} IN (SELECT s.rowid - ${offset} FROM ${from} WHERE ${where})`,
    needs: undefined,
    source: { from, alias: 's', where, id: 's.rowid', offset },
    // In quotes everything is text to FTS5, quotes doubled.
    parameters: { text: `"${text.replaceAll('"', '""')}"` },
  };
}

/**
 * One or two characters are looked for in the labels themselves, in pair order: what is frequent is found at once, what is
 * rare costs one look at every label of the pass. Cases are tried one by one, as SQLite folds those of ASCII only.
 */
function shortTextTerm(text: string): Term {
  const [a = '', b = ''] = Array.from(text);
  const spellings = [...new Set(casesOf(a).flatMap((one) => casesOf(b).map((other) => one + other)))];
  const condition = `(${spellings.map((_, i) => `instr(l.transcription, :text${i}) > 0`).join(' OR ')})`;
  return {
    condition: () => condition,
    needs: 'l',
    source: { from: 'label l', alias: 'l', where: `l.pass = :pass AND ${condition}`, id: 'l.pair_id', walk: true },
    parameters: Object.fromEntries(spellings.map((spelling, i) => [`text${i}`, spelling])),
  };
}

const casesOf = (character: string): string[] => [
  ...new Set([character, character.toLowerCase(), character.toUpperCase()]),
];
