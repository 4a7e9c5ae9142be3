import { setTimeout } from 'node:timers/promises';
import { Problem } from '../../../models/base/problem.ts';
import type { BulkAction, LabelActionResult } from '../../contract/label-actions.ts';
import type { Database } from '../db/connection.ts';
import { inSlices } from '../db/in-slices.ts';
import { countEventsUpTo } from '../db/queries/label-log.ts';
import { noteFinished, noteWithdrawn, unfinishedActions } from '../db/queries/sliced-actions.ts';
import { inTransaction } from '../db/transaction.ts';
import { Changes, watching } from '../watching.ts';
import { checkPairs, checkReversal, editing, reversing, type Steps, withdrawing, type Written } from './bulk-steps.ts';
import { normalisedChanges } from './changes.ts';
import { type Annotating, annotatorName, type Edit, type LabelAction, setLabel } from './labels.ts';
import { nextStep, redo, type StepKind, undo } from './undo.ts';

/** Pairs of an action that is written at once, and whose labels are answered. */
const FEW = 100;
/** Between two states that a watcher gets. */
const TELL_EVERY_MS = 200;

interface Queued {
  action: BulkAction;
  stopping: AbortController;
}

/**
 * Where all label actions of an open project are committed. An action on up to a hundred pairs is on the disk at once. One
 * on more is written in slices under one action number, one such action after the other, and actions on few pairs go in
 * between; it is whole when it is answered, and where it fails, is stopped or the process is lost, all of it is taken back.
 */
export class LabelActions {
  readonly #db: Database;
  readonly #slices: { length?: number };
  readonly #changes = new Changes();
  #queue: Queued[] = [];
  #nextId = 1;
  #isClosed = false;
  #last: Promise<unknown> = Promise.resolve();

  /** `slice`: how long others wait at most for a slice of a large action, in milliseconds. */
  constructor(db: Database, options: { slice?: number } = {}) {
    this.#db = db;
    this.#slices = options.slice === undefined ? {} : { length: options.slice };
  }

  /** As `setLabel`; and throws `cancelled` where it was stopped. */
  async set(edit: Edit): Promise<LabelActionResult | undefined> {
    const pairIds = [...new Set(edit.pairIds)];
    if (pairIds.length <= FEW) return resultOf(setLabel(this.#db, edit));
    // Lists show no more of so many pairs than what an edit sets; nobody saw what each says.
    const stored = {
      ...{ pairIds, pass: edit.pass },
      changes: normalisedChanges(edit.changes),
      annotator: annotatorName(edit.annotator),
    };
    return this.#inTurn({ kind: 'edit', annotator: stored.annotator, pass: edit.pass, of: pairIds.length }, (run) =>
      run(checkPairs(this.#db, stored), (written) => editing(this.#db, stored, written)),
    );
  }

  /** As `undo` of `undo.ts`; and throws `in-use` while a large action of the same annotator is under way, `cancelled`. */
  undo(by: Annotating): Promise<LabelActionResult | undefined> {
    return this.#step('undo', by);
  }

  redo(by: Annotating): Promise<LabelActionResult | undefined> {
    return this.#step('redo', by);
  }

  /** Large actions that are under way or wait for their turn, now and after every change, a few times a second. */
  watch(signal?: AbortSignal): AsyncIteratorObject<BulkAction[], void, void> {
    return watching((ending) => this.#lists(ending), signal);
  }

  /** Ends an action that is under way or waits; what is written of it is taken back. */
  stop(id: number): void {
    this.#queue.find(({ action }) => action.id === id)?.stopping.abort();
  }

  get isIdle(): boolean {
    return this.#queue.length === 0;
  }

  /** Takes back what a lost process left unfinished. Throws what `inTransaction` throws. */
  async recover(): Promise<void> {
    await this.#withdraw(() => undefined);
  }

  /** Stops what is under way and waits until it is taken back. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { stopping } of this.#queue) stopping.abort();
    await this.#last;
    this.#changes.notify();
  }

  async #step(kind: StepKind, { annotator, pass }: Annotating): Promise<LabelActionResult | undefined> {
    const by = { annotator: annotatorName(annotator), pass };
    if (this.#queue.some(({ action }) => action.annotator === by.annotator && action.pass === pass)) {
      throw new Problem('own-bulk-change-running', {});
    }
    const next = nextStep(this.#db, by, kind);
    if (!next) return undefined;
    if (countEventsUpTo(this.#db, next.edit, FEW + 1) <= FEW) {
      return resultOf((kind === 'undo' ? undo : redo)(this.#db, by));
    }
    const of = countEventsUpTo(this.#db, next.edit, Number.MAX_SAFE_INTEGER);
    const reversal = { ...next, kind, annotator: by.annotator };
    return this.#inTurn({ kind, ...by, of }, (run) =>
      run(checkReversal(this.#db, reversal), (written) => reversing(this.#db, reversal, written)),
    );
  }

  async #inTurn(
    facts: Pick<BulkAction, 'kind' | 'annotator' | 'pass' | 'of'>,
    work: (
      run: (check: Steps<void>, write: (written: Written) => Steps<void>) => Promise<LabelActionResult | undefined>,
    ) => Promise<LabelActionResult | undefined>,
  ): Promise<LabelActionResult | undefined> {
    const queued: Queued = {
      action: { id: this.#nextId++, ...facts, state: 'waiting', done: 0 },
      stopping: new AbortController(),
    };
    this.#queue.push(queued);
    this.#changes.notify();
    const turn = this.#last
      .then(() => work((check, write) => this.#run(queued, check, write)))
      .finally(() => {
        this.#queue = this.#queue.filter((one) => one !== queued);
        this.#changes.notify();
      });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #run(
    { action, stopping }: Queued,
    check: Steps<void>,
    write: (written: Written) => Steps<void>,
  ): Promise<LabelActionResult | undefined> {
    const inState = (state: BulkAction['state']) => {
      this.#say(action, { state, done: 0 });
      const onSlice = (done: number) => this.#say(action, { state, done });
      return { ...this.#slices, check: () => refuseStopped(stopping.signal), onSlice };
    };
    // Of an action before, which could not be taken back then.
    await this.recover();
    try {
      await inSlices(this.#db, check, { writes: false, ...inState('checking') });
      const written: Written = { actionId: undefined, pairs: 0 };
      // The slice that notes the action as unfinished outlasts whatever follows it.
      const isSynced = () => written.actionId === undefined;
      await inSlices(this.#db, write(written), { writes: true, isSynced, ...inState('writing') });
      const { actionId, pairs } = written;
      if (actionId === undefined) return undefined;
      inTransaction(this.#db, () => noteFinished(this.#db, actionId));
      return { actionId, pairs, labels: [] };
    } catch (error) {
      await this.#withdraw((done) => this.#say(action, { state: 'withdrawing', done }));
      throw error;
    }
  }

  async #withdraw(onSlice: (done: number) => void): Promise<void> {
    for (const actionId of unfinishedActions(this.#db)) {
      await inSlices(this.#db, withdrawing(this.#db, actionId), { ...this.#slices, writes: true, onSlice });
      inTransaction(this.#db, () => noteWithdrawn(this.#db, actionId));
    }
  }

  #say(action: BulkAction, { state, done }: Pick<BulkAction, 'state' | 'done'>): void {
    Object.assign(action, { state, done });
    this.#changes.notify();
  }

  async *#lists(signal: AbortSignal): AsyncGenerator<BulkAction[], void, void> {
    while (!signal.aborted && !this.#isClosed) {
      const changed = this.#changes.next(signal);
      yield this.#queue.map(({ action }) => ({ ...action }));
      await changed;
      await setTimeout(TELL_EVERY_MS, undefined, { signal }).catch(() => undefined); // ended
    }
  }
}

function refuseStopped(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new Problem('bulk-change-stopped', {});
}

function resultOf(action: LabelAction | undefined): LabelActionResult | undefined {
  if (!action) return undefined;
  const labels = [...action.labels].map(([pairId, label]) => ({ pairId, label }));
  return { actionId: action.actionId, pairs: labels.length, labels };
}
