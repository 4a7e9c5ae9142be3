import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Label } from '../../../../electron/contract/label.ts';
import { getLabel, history, setLabel } from '../../../../electron/core/annotate/labels.ts';
import { redo, undo, undoable } from '../../../../electron/core/annotate/undo.ts';
import { closeDatabase, createDatabase, type Database, openDatabase } from '../../../../electron/core/db/connection.ts';
import {
  BASE_OF_ACTION,
  LATEST_ACTION,
  LATEST_OF_EDIT,
  LATEST_ON_TOP,
  STANDING_OF_ACTION,
} from '../../../../electron/core/db/queries/label-log.ts';
import { replayMismatches } from '../../../../electron/core/db/queries/labels.ts';
import { addPairs, projectWith } from './project-fixture.ts';

const ann = { annotator: 'Ann', pass: 1 } as const;
const bo = { annotator: 'Bo', pass: 1 } as const;

const say = (db: Database, who: typeof ann | typeof bo, changes: Partial<Label>, ...pairIds: number[]) =>
  setLabel(db, { ...who, pairIds, changes });
const text = (db: Database, pair = 1) => getLabel(db, pair, 1).transcription;

describe('undo and redo', () => {
  test('go back to the beginning and forth to the end', () => {
    const db = projectWith([{}]);
    for (const transcription of ['a', 'ab', 'abc']) say(db, ann, { transcription }, 1);
    const four = [1, 2, 3, 4];
    expect(four.map(() => undo(db, ann) && text(db))).toEqual(['ab', 'a', null, undefined]);
    expect(getLabel(db, 1, 1).status).toBe('new');
    expect(four.map(() => redo(db, ann) && text(db))).toEqual(['a', 'ab', 'abc', undefined]);
    expect([...replayMismatches(db)]).toEqual([]);
  });

  test('take a bulk edit as one', () => {
    const db = projectWith([{}, { label: { direction: 'vn', status: 'done' } }, {}]);
    say(db, ann, { direction: 'h' }, 1, 2, 3);
    expect(undoable(db, ann)).toEqual({ undo: [1, 2, 3], redo: [] });
    expect([...(undo(db, ann)?.labels.values() ?? [])].map(({ direction }) => direction)).toEqual([null, 'vn', null]);
    expect(undoable(db, ann)).toEqual({ undo: [], redo: [1, 2, 3] });
    redo(db, ann);
    expect([1, 2, 3].map((pair) => getLabel(db, pair, 1).direction)).toEqual(['h', 'h', 'h']);
  });

  test('a new edit clears the way to redo, and the log keeps what it cleared', () => {
    const db = projectWith([{}]);
    say(db, ann, { transcription: 'a' }, 1);
    say(db, ann, { transcription: 'b' }, 1);
    undo(db, ann);
    say(db, ann, { transcription: 'c' }, 1);
    expect(redo(db, ann)).toBeUndefined();
    expect(text(db)).toBe('c');
    undo(db, ann);
    expect(text(db)).toBe('a');
    redo(db, ann);
    expect(text(db)).toBe('c');
    const edits = history(db, 1).filter(({ kind }) => kind === 'edit');
    expect(edits.map(({ after, undone }) => [after.transcription, undone])).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
    ]);
  });

  test('each annotator and each pass has a stack of its own; imports are in none', () => {
    const db = projectWith([{ label: { transcription: 'imported', status: 'done' } }, {}]);
    say(db, ann, { notes: 'A' }, 1);
    say(db, bo, { difficulty: 'hard' }, 1);
    setLabel(db, { annotator: 'Ann', pass: 2, pairIds: [1], changes: { transcription: 'second' } });
    undo(db, ann);
    expect(getLabel(db, 1, 1)).toMatchObject({ notes: '', difficulty: 'hard', transcription: 'imported' });
    expect(getLabel(db, 1, 2).transcription).toBe('second');
    expect(undo(db, ann)).toBeUndefined();
    expect(undo(db, { annotator: 'import', pass: 1 })).toBeUndefined();
    expect(undo(db, { annotator: 'Nobody', pass: 1 })).toBeUndefined();
  });

  test('survive closing the project', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'palimpsest-undo-'));
    try {
      const file = join(folder, 'project.sqlite');
      let db = createDatabase(file);
      addPairs(db, [{}]);
      const reopen = () => {
        closeDatabase(db);
        db = openDatabase(file);
      };
      say(db, ann, { transcription: 'a' }, 1);
      say(db, ann, { transcription: 'b' }, 1);
      reopen();
      undo(db, ann);
      reopen();
      undo(db, ann);
      expect(text(db)).toBe(null);
      reopen();
      redo(db, ann);
      reopen();
      redo(db, ann);
      expect(text(db)).toBe('b');
      closeDatabase(db);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("others' work", () => {
  test('is not undone: the pair, the field and the person are named and nothing changes', () => {
    const db = projectWith([{}, { name: 'north wall' }]);
    say(db, ann, { transcription: 'HOTEL' }, 1, 2);
    say(db, bo, { transcription: 'HOTELS' }, 2);
    const before = history(db, 1).length;
    expect(() => undo(db, ann)).toThrow('Bo has changed transcription of pair 2 (north wall) since');
    expect(() => undo(db, ann)).toThrow(expect.objectContaining({ code: 'conflict' }) as Error);
    expect([text(db, 1), text(db, 2)]).toEqual(['HOTEL', 'HOTELS']);
    expect(history(db, 1)).toHaveLength(before);
  });

  test('is left alone when the rest is taken back, and earlier actions can be undone after that', () => {
    const db = projectWith([{}, {}]);
    say(db, ann, { notes: 'first' }, 2);
    say(db, ann, { transcription: 'HOTEL' }, 1, 2);
    say(db, bo, { transcription: 'HOTELS' }, 2);
    undo(db, ann, { leaveOthers: true });
    expect([text(db, 1), text(db, 2)]).toEqual([null, 'HOTELS']);
    undo(db, ann);
    expect(getLabel(db, 2, 1)).toMatchObject({ notes: '', transcription: 'HOTELS' });
    redo(db, ann);
    redo(db, ann);
    expect([text(db, 1), text(db, 2)]).toEqual(['HOTEL', 'HOTELS']);
    expect([...replayMismatches(db)]).toEqual([]);
  });

  test('is not overwritten by redo either', () => {
    const db = projectWith([{}]);
    say(db, ann, { transcription: 'a' }, 1);
    undo(db, ann);
    say(db, bo, { transcription: 'b' }, 1);
    expect(() => redo(db, ann)).toThrow(/Bo has changed transcription of pair 1 .* done again/);
    expect(text(db)).toBe('b');
  });

  test('that came to the same value is no obstacle', () => {
    const db = projectWith([{ label: { status: 'done' } }]);
    say(db, ann, { transcription: 'a' }, 1);
    say(db, bo, { transcription: 'b' }, 1);
    undo(db, bo);
    undo(db, ann);
    expect(text(db)).toBe(null);
  });
});

test('every question about the stack is answered by an index', () => {
  const db = projectWith([{}]);
  for (const [sql, parameters] of [
    [LATEST_ACTION, 3],
    [LATEST_ON_TOP, 4],
    [BASE_OF_ACTION, 1],
    [LATEST_OF_EDIT, 3],
    [STANDING_OF_ACTION, 3],
  ] as const) {
    const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    for (const { detail } of plan.all(...Array.from({ length: parameters }, () => 1))) {
      expect(detail).toMatch(/^SEARCH .* USING|^CORRELATED SCALAR SUBQUERY/);
    }
  }
});
