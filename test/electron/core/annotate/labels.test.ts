import { describe, expect, test } from 'vitest';
import { EMPTY_LABEL } from '../../../../electron/contract/label.ts';
import { getLabel, history, setLabel } from '../../../../electron/core/annotate/labels.ts';
import { replayMismatches } from '../../../../electron/core/db/queries/labels.ts';
import { addPairs, projectWith } from './project-fixture.ts';

const ann = { annotator: 'Ann', pass: 1 } as const;

describe('setLabel', () => {
  test('keeps what was said, in NFC, and logs the changed fields alone', () => {
    const db = projectWith([{}]);
    setLabel(db, { ...ann, pairIds: [1], changes: { transcription: 'Cafe\u0301', direction: 'h' } });
    setLabel(db, { ...ann, pairIds: [1], changes: { transcription: 'Café', direction: 'vp' } });
    expect(getLabel(db, 1, 1)).toEqual({
      ...EMPTY_LABEL,
      transcription: 'Café',
      direction: 'vp',
      status: 'in-progress',
    });
    expect(history(db, 1).map(({ kind, annotator, before, after }) => ({ kind, annotator, before, after }))).toEqual([
      { kind: 'import', annotator: 'import', before: {}, after: {} },
      {
        kind: 'edit',
        annotator: 'Ann',
        before: { transcription: null, direction: null, status: 'new' },
        after: { transcription: 'Café', direction: 'h', status: 'in-progress' },
      },
      { kind: 'edit', annotator: 'Ann', before: { direction: 'h' }, after: { direction: 'vp' } },
    ]);
  });

  test('a first edit begins a pair unless it says a status itself, and never sends one back', () => {
    const db = projectWith([{}, {}, { label: { status: 'done' } }]);
    setLabel(db, { ...ann, pairIds: [1], changes: { status: 'rejected', notes: 'blank' } });
    setLabel(db, { ...ann, pairIds: [2], changes: { status: 'new', notes: 'look later' } });
    setLabel(db, { ...ann, pairIds: [3], changes: { notes: 'fine' } });
    expect([1, 2, 3].map((pair) => getLabel(db, pair, 1).status)).toEqual(['rejected', 'new', 'done']);
  });

  test('writes nothing where nothing changes; tags are a set', () => {
    const db = projectWith([{ label: { tags: ['b', 'a'], status: 'done' } }]);
    expect(
      setLabel(db, { ...ann, pairIds: [1], changes: { tags: ['a', 'b', 'a'], illegible: false } }),
    ).toBeUndefined();
    expect(setLabel(db, { ...ann, pairIds: [], changes: { illegible: true } })).toBeUndefined();
    expect(history(db, 1)).toHaveLength(1);
  });

  test('many pairs change in one action, and only those that differ', () => {
    const db = projectWith([{}, { label: { direction: 'td', status: 'done' } }, {}]);
    const action = setLabel(db, { ...ann, pairIds: [3, 1, 2, 3], changes: { direction: 'td' } });
    expect([...(action?.labels.keys() ?? [])].sort()).toEqual([1, 3]);
    const events = [1, 3].map((pair) => history(db, pair).at(-1)?.actionId);
    expect(new Set(events)).toEqual(new Set([action?.actionId]));
    expect(history(db, 2)).toHaveLength(1);
  });

  test('one pair that does not exist changes none', () => {
    const db = projectWith([{}]);
    expect(() => setLabel(db, { ...ann, pairIds: [1, 9], changes: { notes: 'x' } })).toThrow(/no pair 9/);
    expect(getLabel(db, 1, 1)).toEqual(EMPTY_LABEL);
    expect(history(db, 1)).toHaveLength(1);
  });

  test.each([
    [{ direction: 'up' }, /direction/],
    [{ focalLengthLr: -3 }, /focalLengthLr/],
    [{ transcription: 'a\ud800' }, /transcription holds a broken character/],
    [{ notes: 'a\0' }, /notes holds/],
    [{ colour: 'red' }, /colour/],
  ])('refuses %j', (changes, message) => {
    const db = projectWith([{}]);
    expect(() => setLabel(db, { ...ann, pairIds: [1], changes: changes as object })).toThrow(message);
    expect(() => setLabel(db, { annotator: ' ', pass: 1, pairIds: [1], changes: {} })).toThrow(/needs a name/);
  });

  test('passes are apart', () => {
    const db = projectWith([{ label: { transcription: 'first', tags: ['glare'], status: 'done' } }]);
    expect(getLabel(db, 1, 2)).toEqual(EMPTY_LABEL);
    setLabel(db, { annotator: 'Bo', pass: 2, pairIds: [1], changes: { transcription: 'second', tags: ['dark'] } });
    expect(getLabel(db, 1, 1)).toMatchObject({ transcription: 'first', tags: ['glare'], status: 'done' });
    expect(getLabel(db, 1, 2)).toMatchObject({ transcription: 'second', tags: ['dark'], status: 'in-progress' });
    expect(history(db, 1, 2).map(({ annotator }) => annotator)).toEqual(['Bo']);
    expect(history(db, 1, 1).map(({ annotator }) => annotator)).toEqual(['import']);
    expect([...replayMismatches(db)]).toEqual([]);
  });
});

describe('replayMismatches', () => {
  test.each([
    ['a changed value', "UPDATE label SET transcription = 'x' WHERE pair_id = 2"],
    ['a lost row', 'DELETE FROM label WHERE pair_id = 2'],
    ['a lost tag', 'DELETE FROM label_tag WHERE pair_id = 2'],
    ['a tag too many', "INSERT INTO label_tag (tag, pair_id) VALUES ('extra', 2)"],
    ['a stale event', 'UPDATE label SET last_event_id = 1 WHERE pair_id = 2'],
    [
      'an event that builds on something else',
      `INSERT INTO label_event (pair_id, pass, annotator_id, at, kind, before, after, action_id)
       VALUES (2, 1, 1, '2026', 'edit', '{"notes":"never"}', '{"notes":""}', 9);
       UPDATE label SET last_event_id = (SELECT max(id) FROM label_event) WHERE pair_id = 2`,
    ],
  ])('finds %s', (_, damage) => {
    const db = projectWith([{}, { label: { tags: ['glare'] } }, {}]);
    setLabel(db, { ...ann, pairIds: [1, 2, 3], changes: { transcription: 'text' } });
    expect([...replayMismatches(db)]).toEqual([]);
    db.exec(damage);
    expect([...replayMismatches(db)]).toEqual([{ pairId: 2, pass: 1 }]);
  });

  test('goes on from page to page', () => {
    const db = projectWith([]);
    db.transaction(() =>
      addPairs(
        db,
        Array.from({ length: 1203 }, () => ({})),
      ),
    )();
    setLabel(db, { ...ann, pairIds: [1, 700, 1203], changes: { notes: 'x' } });
    db.exec("UPDATE label SET notes = 'y' WHERE pair_id IN (700, 1203)");
    expect([...replayMismatches(db)].map(({ pairId }) => pairId)).toEqual([700, 1203]);
  });
});

test('events can be neither changed nor deleted', () => {
  const db = projectWith([{}]);
  expect(() => db.exec('DELETE FROM label_event')).toThrow(/kept/);
  expect(() => db.exec("UPDATE label_event SET after = '{}'")).toThrow(/kept/);
});
