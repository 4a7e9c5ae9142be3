import type { Label } from '../../electron/contract/label.ts';
import type { Pass } from '../../electron/contract/pairs.ts';
import type { ProblemData } from '../../electron/contract/problem.ts';

export type LabelChanges = Partial<Label>;

/** Fields of one pair's label that a person has just set. */
export interface Commit {
  pairId: number;
  pass: Pass;
  changes: LabelChanges;
}

export type Unsaved = Commit & { problem: ProblemData };

export interface QueueState {
  /** Commits that are not on the disk yet. */
  waiting: number;
  /** Changes that could not be saved, one entry a label. They stay until they are. */
  failed: readonly Unsaved[];
}

interface Ports {
  /** Gives the label as it is then; `null` where it said so already. */
  save(commit: Commit): Promise<Label | null>;
  problemOf(error: unknown): ProblemData;
  saved(commit: Commit, label: Label | null): void;
  changed(state: QueueState): void;
}

/**
 * Saves commits one after the other, in their order. One that fails holds up no other label: its changes are kept, together
 * with what is set later, and are tried again with the next change of that label or by `retry`.
 */
export class CommitQueue {
  readonly #ports: Ports;
  readonly #waiting: Commit[] = [];
  readonly #failed = new Map<string, Unsaved>();
  #working: Promise<void> | undefined;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  commit(commit: Commit): void {
    const earlier = this.#failed.get(keyOf(commit));
    this.#failed.delete(keyOf(commit));
    this.#waiting.push({ ...commit, changes: { ...earlier?.changes, ...commit.changes } });
    this.#tell();
    this.#work();
  }

  /** Tries again what could not be saved. */
  retry(): void {
    for (const { pairId, pass, changes } of this.#failed.values()) this.#waiting.push({ pairId, pass, changes });
    this.#failed.clear();
    this.#tell();
    this.#work();
  }

  /** Gives up what could not be saved of a label. */
  discard(label: Pick<Commit, 'pairId' | 'pass'>): void {
    this.#failed.delete(keyOf(label));
    this.#tell();
  }

  /** What is not on the disk yet of a label. */
  unsaved(label: Pick<Commit, 'pairId' | 'pass'>): LabelChanges {
    const key = keyOf(label);
    const waiting = this.#waiting.filter((commit) => keyOf(commit) === key);
    return Object.assign({}, this.#failed.get(key)?.changes, ...waiting.map(({ changes }) => changes)) as LabelChanges;
  }

  /** When everything is either saved or has failed. */
  async settled(): Promise<QueueState> {
    await this.#working;
    return this.#state();
  }

  #work(): void {
    this.#working ??= this.#saveAll().finally(() => {
      this.#working = undefined;
    });
  }

  async #saveAll(): Promise<void> {
    for (let commit = this.#waiting[0]; commit; commit = this.#waiting[0]) {
      try {
        const label = await this.#ports.save(commit);
        this.#waiting.shift();
        this.#ports.saved(commit, label);
      } catch (error) {
        this.#waiting.shift();
        this.#fail(commit, error);
      }
      this.#tell();
    }
  }

  /** What was set later counts: a commit of the same label that waits takes these changes along. */
  #fail(commit: Commit, error: unknown): void {
    const later = this.#waiting.findIndex((other) => keyOf(other) === keyOf(commit));
    const waiting = this.#waiting[later];
    if (waiting) this.#waiting[later] = { ...waiting, changes: { ...commit.changes, ...waiting.changes } };
    else this.#failed.set(keyOf(commit), { ...commit, problem: this.#ports.problemOf(error) });
  }

  #state(): QueueState {
    return { waiting: this.#waiting.length, failed: [...this.#failed.values()] };
  }

  #tell(): void {
    this.#ports.changed(this.#state());
  }
}

const keyOf = ({ pairId, pass }: Pick<Commit, 'pairId' | 'pass'>): string => `${pairId}/${pass}`;
