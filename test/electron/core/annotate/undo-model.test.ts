import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_LABEL, type Label } from '../../../../electron/contract/label.ts';
import { getLabel, setLabel } from '../../../../electron/core/annotate/labels.ts';
import { redo, undo } from '../../../../electron/core/annotate/undo.ts';
import { replayMismatches } from '../../../../electron/core/db/queries/labels.ts';
import { projectWith } from './project-fixture.ts';

const PAIRS = [1, 2, 3];

type Said = Partial<Label>;
/** What an action did to each pair. */
type Done = Map<number, { before: Said; after: Said }>;

/** Labels and undo stacks as one would write them without a log. */
class Model {
  readonly labels = new Map<number, Label>(PAIRS.map((pair) => [pair, EMPTY_LABEL]));
  readonly #stacks = new Map<string, { done: Done[]; undone: Done[] }>();

  #stackOf(annotator: string) {
    const stack = this.#stacks.get(annotator) ?? { done: [], undone: [] };
    this.#stacks.set(annotator, stack);
    return stack;
  }

  set(annotator: string, pairs: readonly number[], changes: Said): boolean {
    const done: Done = new Map();
    for (const pair of pairs) {
      const label = this.#label(pair);
      const fields = keys(changes).filter((field) => !same(label[field], changes[field]));
      if (fields.length === 0) continue;
      const after = pick(changes, fields);
      if (label.status === 'new' && changes.status === undefined) after.status = 'in-progress';
      done.set(pair, { before: pick(label, keys(after)), after });
      this.labels.set(pair, { ...label, ...after });
    }
    if (done.size === 0) return false;
    const stack = this.#stackOf(annotator);
    stack.done.push(done);
    stack.undone = [];
    return true;
  }

  /** `false`: nothing to do. Throws where another person's value is in the way. */
  step(annotator: string, from: 'done' | 'undone', leaveOthers: boolean): boolean {
    const stack = this.#stackOf(annotator);
    const action = stack[from].at(-1);
    if (!action) return false;
    const reversed: Done = new Map();
    for (const [pair, { before, after }] of action) {
      const label = this.#label(pair);
      const pending = keys(before).filter((field) => !same(label[field], before[field]));
      const free = pending.filter((field) => same(label[field], after[field]));
      if (free.length < pending.length && !leaveOthers) throw new Error('conflict');
      reversed.set(pair, { before: pick(label, free), after: pick(before, free) });
    }
    stack[from].pop();
    stack[from === 'done' ? 'undone' : 'done'].push(reversed);
    for (const [pair, { after }] of reversed) this.labels.set(pair, { ...this.#label(pair), ...after });
    return true;
  }

  #label(pair: number): Label {
    return this.labels.get(pair) as Label;
  }
}

const keys = (said: Said) => Object.keys(said) as (keyof Label)[];
const pick = (said: Said, fields: readonly (keyof Label)[]): Said =>
  Object.fromEntries(fields.map((field) => [field, said[field]]));
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

const changes: fc.Arbitrary<Said> = fc
  .record(
    {
      transcription: fc.constantFrom(null, '', 'a', 'é', 'a longer text'),
      illegible: fc.boolean(),
      direction: fc.constantFrom('h' as const, 'vn' as const, null),
      tags: fc.constantFrom<string[]>([], ['dark'], ['dark', 'glare']),
      focalLengthLr: fc.constantFrom(null, 24, 35.5),
      status: fc.constantFrom('done' as const, 'new' as const),
    },
    { requiredKeys: [] },
  )
  .filter((said) => Object.keys(said).length > 0);

const annotator = fc.constantFrom('Ann', 'Bo');
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ annotator, pairs: fc.subarray(PAIRS, { minLength: 1 }), changes }) },
  { weight: 3, arbitrary: fc.record({ annotator, kind: fc.constantFrom('undo', 'redo'), leaveOthers: fc.boolean() }) },
);

test('any sequence of edits, undos and redos by two annotators does what a plain model of it does', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const db = projectWith(PAIRS.map(() => ({})));
      const model = new Model();
      for (const one of steps) {
        const who = { annotator: one.annotator, pass: 1 } as const;
        const [actual, expected] =
          'changes' in one
            ? [
                () => setLabel(db, { ...who, pairIds: one.pairs, changes: one.changes }) !== undefined,
                () => model.set(one.annotator, one.pairs, one.changes),
              ]
            : [
                () => (one.kind === 'undo' ? undo : redo)(db, who, one) !== undefined,
                () => model.step(one.annotator, one.kind === 'undo' ? 'done' : 'undone', one.leaveOthers),
              ];
        expect(outcome(actual)).toBe(outcome(expected));
        for (const pair of PAIRS) expect(getLabel(db, pair, 1)).toEqual(model.labels.get(pair));
      }
      expect([...replayMismatches(db)]).toEqual([]);
      db.close();
    }),
    { numRuns: 150 },
  );
});

function outcome(act: () => boolean): boolean | 'conflict' {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if ((code ?? message) !== 'conflict') throw error;
    return 'conflict';
  }
}
