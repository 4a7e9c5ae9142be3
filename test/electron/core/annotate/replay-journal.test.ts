import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getLabel, setLabel } from '../../../../electron/core/annotate/labels.ts';
import { replayJournal } from '../../../../electron/core/annotate/replay-journal.ts';
import { redo, undo } from '../../../../electron/core/annotate/undo.ts';
import type { Database } from '../../../../electron/core/db/connection.ts';
import { journalOf, keepJournal } from '../../../../electron/core/db/label-journal.ts';
import { replayMismatches } from '../../../../electron/core/db/queries/labels.ts';
import { readJournal } from '../../../../electron/core/db/read-journal.ts';
import { inTransaction } from '../../../../electron/core/db/transaction.ts';
import { createProject } from '../../../../electron/core/project/create.ts';
import { mountSmallDisk } from '../project/small-disk.ts';
import { addPairs, projectWith } from './project-fixture.ts';

const PAIRS = 12;
let folder: string;
let db: Database;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-journal-'));
  db = projectWith(pairs());
  keepJournal(db, folder);
});
afterEach(() => rm(folder, { recursive: true }));

const pairs = () => Array.from({ length: PAIRS }, () => ({}));
const anna = { annotator: 'Anna', pass: 1 } as const;
const set = (text: string, ...pairIds: number[]) =>
  setLabel(db, { ...anna, pairIds, changes: { transcription: text } });
/** But for the numbers of events, whose order within an action says nothing. */
const everything = (of: Database) => ({
  events: of
    .prepare(
      `SELECT e.pair_id, e.pass, e.annotator_id, e.at, e.kind, e.before, e.after, e.action_id, e.base_action_id,
         t.action_id AS target FROM label_event e LEFT JOIN label_event t ON t.id = e.target_event_id
       ORDER BY e.action_id, e.pair_id`,
    )
    .all(),
  labels: of
    .prepare(`SELECT pair_id, pass, direction, transcription, notes, tags, status FROM label ORDER BY pass, pair_id`)
    .all(),
  tags: of.prepare('SELECT * FROM label_tag ORDER BY pass, tag, pair_id').all(),
});
async function journal() {
  const entries = [];
  for await (const entry of readJournal(folder)) entries.push(entry);
  return entries;
}

describe('the journal of labels', () => {
  test('brings every action back, with its history and what can be undone', async () => {
    const people = [anna, { annotator: 'Ben', pass: 1 }, { annotator: 'Ben', pass: 2 }] as const;
    let seed = 7;
    const random = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
    for (let n = 0; n < 300; n++) {
      const who = people[random(3)] ?? anna;
      const pairIds = Array.from({ length: 1 + random(4) }, () => 1 + random(PAIRS));
      const what = random(6);
      if (what === 0) undo(db, who, { leaveOthers: true });
      else if (what === 1) redo(db, who, { leaveOthers: true });
      else if (what === 2) setLabel(db, { ...who, pairIds, changes: { tags: [`t${n % 3}`], notes: `${n}` } });
      else setLabel(db, { ...who, pairIds, changes: { transcription: `text ${n}` } });
    }
    const copy = projectWith(pairs());
    const events = db.prepare("SELECT count(*) FROM label_event WHERE kind <> 'import'").pluck().get();
    expect(await replayJournal(copy, readJournal(folder))).toEqual({ replayed: events, left: 0 });
    expect(everything(copy)).toEqual(everything(db));
    expect([...replayMismatches(copy)]).toEqual([]);
    expect(await replayJournal(copy, readJournal(folder))).toEqual({ replayed: 0, left: 0 });
    undo(copy, anna, { leaveOthers: true });
    undo(db, anna, { leaveOthers: true });
    const text = (of: Database) => of.prepare('SELECT transcription FROM label ORDER BY pass, pair_id').pluck().all();
    expect(text(copy)).toEqual(text(db));
  });

  test('keeps any text', async () => {
    const texts = [
      'a\u2028b\u2029c',
      'line\nfeed\r\nand\rreturn',
      '"\\quoted\\"',
      '😀 \u{10FFFF}',
      'ﬁ\u0301',
      '1 0000 {}',
    ];
    texts.forEach((text, i) => set(text, i + 1));
    const copy = projectWith(pairs());
    await replayJournal(copy, readJournal(folder));
    texts.forEach((text, i) => expect(getLabel(copy, i + 1, 1).transcription).toBe(text.normalize('NFC')));
  });

  test('a large action takes several lines and is one action again', async () => {
    const many = Array.from({ length: 1100 }, () => ({}));
    db = projectWith(many);
    keepJournal(db, folder);
    set('first', 3);
    set('all of them', ...many.map((_, i) => i + 1));
    expect(await journal()).toHaveLength(3);
    const copy = projectWith(many);
    await replayJournal(copy, readJournal(folder));
    expect(everything(copy)).toEqual(everything(db));
    expect(undo(copy, anna)?.labels.size).toBe(1100);
    expect(getLabel(copy, 3, 1).transcription).toBe('first');
  });

  test('a line that a crash tore is no damage, a changed one is left out and counted', async () => {
    set('one', 1);
    set('two', 2);
    journalOf(db)?.close();
    set('three', 3);
    const [first = '', second = ''] = (await readdir(folder)).sort().map((name) => join(folder, name));
    await appendFile(first, '1 0123');
    const reading = { damaged: 0 };
    const texts = async () => {
      reading.damaged = 0;
      const found = [];
      for await (const { sets } of readJournal(folder, reading)) found.push(sets[0]?.after.transcription);
      return found;
    };
    expect(await texts()).toEqual(['one', 'two', 'three']);
    expect(reading.damaged).toBe(0);
    const bytes = await readFile(first);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await writeFile(first, bytes);
    expect(await texts()).toEqual(['two', 'three']);
    expect(reading.damaged).toBe(1);
    await truncate(second, 30);
    expect(await texts()).toEqual(['two']);
  });

  test('holds nothing of what was rolled back, also of a part', async () => {
    set('kept', 1);
    const fails = () =>
      inTransaction(db, () => {
        set('not kept', 2);
        throw new Error('stop');
      });
    expect(fails).toThrow('stop');
    inTransaction(db, () => {
      set('before', 3);
      expect(fails).toThrow('stop');
      set('after', 4);
    });
    expect((await journal()).map(({ sets }) => sets[0]?.after.transcription)).toEqual(['kept', 'before', 'after']);
  });

  test('knows pairs by their pictures where they have other numbers, and counts those that are not there', async () => {
    set('third', 3);
    set('last', PAIRS);
    const copy = projectWith([
      { lr: 'new', hr: 'new too' },
      ...pairs()
        .slice(0, 3)
        .map((_, i) => picturesOf(i + 1)),
    ]);
    expect(await replayJournal(copy, readJournal(folder))).toEqual({ replayed: 1, left: 1 });
    expect(getLabel(copy, 4, 1).transcription).toBe('third');
  });

  test('another action under a number that the database has given anew gets one of its own', async () => {
    set('of the former', 1);
    const copy = projectWith(pairs());
    setLabel(copy, { annotator: 'Ben', pass: 1, pairIds: [2], changes: { transcription: 'of the copy' } });
    undo(db, anna);
    await replayJournal(copy, readJournal(folder));
    expect(getLabel(copy, 2, 1).transcription).toBe('of the copy');
    expect(getLabel(copy, 1, 1).transcription).toBeNull();
    expect([...replayMismatches(copy)]).toEqual([]);
    expect(redo(copy, anna)?.labels.get(1)?.transcription).toBe('of the former');
  });

  test('what cannot be journaled is not saved, and says so', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, 'in the way');
    expect(() => set('lost?', 1)).toThrow(/was not saved/);
    expect(getLabel(db, 1, 1).transcription).toBeNull();
    await rm(folder);
    set('again', 1);
    expect(await journal()).toHaveLength(1);
  });
});

const picturesOf = (id: number) => ({ lr: `lr ${id}`, hr: `hr ${id}` });

test('on a full disk a label is refused, and what was acknowledged is in database and journal', async (context) => {
  const disk = await mountSmallDisk(context, 8);
  try {
    const project = await createProject(join(disk.folder, 'project'), { program: 'test' });
    addPairs(project.db, pairs());
    const say = (n: number) =>
      setLabel(project.db, {
        ...anna,
        pairIds: [1 + (n % PAIRS)],
        changes: { transcription: `${n} ${'x'.repeat(900)}` },
      });
    say(0);
    await disk.fill();
    let acknowledged = 0;
    const refused = () => {
      for (let n = 1; n < 5000; n++) {
        say(n);
        acknowledged = n;
      }
    };
    expect(refused).toThrow(expect.objectContaining({ code: 'disk-full' }));
    await disk.makeRoom();
    say(9000);
    const journaled = [];
    for await (const { sets } of readJournal(join(project.folder, 'journal'))) {
      journaled.push(Number.parseInt(sets[0]?.after.transcription ?? '', 10));
    }
    expect(journaled).toEqual([...Array.from({ length: acknowledged + 1 }, (_, n) => n), 9000]);
    const stored = project.db
      .prepare("SELECT CAST(json_extract(after, '$.transcription') AS INTEGER) FROM label_event WHERE kind = 'edit'")
      .pluck()
      .all();
    expect(stored).toEqual(journaled);
    await project.close();
  } finally {
    await disk.unmount();
  }
});
