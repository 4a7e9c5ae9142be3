import { isDeepStrictEqual } from 'node:util';
import { setTimeout } from 'node:timers/promises';
import { Problem } from '../../../models/base/problem.ts';
import type { Job, JobEvent, JobKind, JobRequest } from '../../contract/job-list.ts';
import { ENOUGH, type JobDescriptor, type JobKinds, type ProjectAccess, projectFor } from '../job-kind.ts';
import { Changes, watching } from '../watching.ts';
import { QueuedJob } from './job.ts';

/** Between two lists that a watcher gets. */
const LIST_EVERY_MS = 250;
/** Events that are read from a log at once. */
const A_PAGE = 500;
/** Characters of events that all jobs together keep; beyond it, ended jobs forget theirs, the oldest first. */
const MOST_CHARACTERS = 128 * 1024 * 1024;
/** Ended jobs that stay in the list. */
const MOST_ENDED = 100;

/** Every long job of a studio, whoever watches. */
export class JobQueue {
  readonly #current: ProjectAccess;
  readonly #software: string;
  readonly #kinds: JobKinds;
  readonly #jobs = new Map<number, QueuedJob>();
  readonly #changes = new Changes();
  #nextId = 1;

  constructor(current: ProjectAccess, { software, kinds }: { software: string; kinds: JobKinds }) {
    this.#current = current;
    this.#software = software;
    this.#kinds = kinds;
  }

  /** Throws `bad-argument` without the project that it needs, and `in-use` where the same job is running. */
  start(request: JobRequest): Job {
    const project = this.#projectFor(request);
    const projectFolder = project?.folder ?? null;
    this.#refuseTwice(request, projectFolder);
    const job = new QueuedJob(
      { id: this.#nextId++, request, projectFolder },
      this.#descriptorOf(request),
      { software: this.#software, openProject: () => this.#current.ifOpen },
      () => this.#changes.notify(),
    );
    this.#jobs.set(job.id, job);
    this.#tidy();
    job.start(project);
    return job.toData();
  }

  /** Newest first. */
  list(): Job[] {
    return [...this.#jobs.values()].reverse().map((job) => job.toData());
  }

  /** The list now and after every change, at most every quarter of a second. */
  watch(signal?: AbortSignal): AsyncIteratorObject<Job[], void, void> {
    return watching((ending) => this.#lists(ending), signal);
  }

  /** What a job reported from event number `from` on, until it ends. Throws `not-found`. */
  events(id: number, from: number, signal?: AbortSignal): AsyncIteratorObject<JobEvent, void, void> {
    const job = this.#job(id);
    return watching((ending) => this.#eventsOf(job, from, ending), signal);
  }

  /** Throws `not-found`. */
  stop(id: number, { keepBest = false }: { keepBest?: boolean } = {}): void {
    this.#job(id).stop(keepBest ? ENOUGH : undefined);
  }

  /** Throws `not-found`, `bad-argument` for a job that is running or finished or whose project is not open, `in-use`. */
  resume(id: number): Job {
    const job = this.#job(id);
    job.assertResumable();
    if (job.projectFolder !== null && this.#current.folder !== job.projectFolder) {
      throw new Problem('job-of-other-project', { folder: job.projectFolder });
    }
    const project = this.#projectFor(job.request);
    this.#refuseTwice(job.request, job.projectFolder);
    job.start(project);
    return job.toData();
  }

  /** Takes an ended job off the list. Throws `not-found`, and `bad-argument` for one that is running. */
  dismiss(id: number): void {
    if (!this.#job(id).isOver) {
      throw new Problem('job-running', {});
    }
    this.#jobs.delete(id);
    this.#changes.notify();
  }

  /** Whether a job of this studio reported the path. */
  hasFile(id: number, path: string): boolean {
    return this.#jobs.get(id)?.files.has(path) ?? false;
  }

  /** What a job was asked to do, and what it made so far. Throws `not-found`. */
  made(id: number): Pick<QueuedJob, 'request' | 'projectFolder' | 'outputs'> {
    return this.#job(id);
  }

  /** Throws `in-use` while a job works on the open project. */
  assertProjectFree(): void {
    const running = [...this.#jobs.values()].filter((job) => job.projectFolder !== null && !job.isOver);
    if (running.length === 0) return;
    const { projectFolder } = running[0] as QueuedJob;
    throw new Problem('jobs-at-work', {
      count: running.length === 1 ? 'A job is' : `${running.length} jobs are`,
      folder: projectFolder ?? '',
    });
  }

  get isProjectFree(): boolean {
    return [...this.#jobs.values()].every((job) => job.projectFolder === null || job.isOver);
  }

  /** Stops every job and waits until each has finished what it has in hand. */
  async close(): Promise<void> {
    const jobs = [...this.#jobs.values()];
    for (const job of jobs) job.stop();
    await Promise.all(jobs.map((job) => job.ended));
  }

  #job(id: number): QueuedJob {
    const job = this.#jobs.get(id);
    if (job) return job;
    throw new Problem('no-such-job', { job: id });
  }

  #descriptorOf({ kind }: JobRequest): JobDescriptor<JobKind> {
    return this.#kinds[kind];
  }

  #projectFor(request: JobRequest) {
    return projectFor(this.#current, this.#descriptorOf(request).needs(request.request));
  }

  #refuseTwice(request: JobRequest, folder: string | null): void {
    const workOf = (of: JobRequest) => [of.kind, this.#descriptorOf(of).conflicts(of.request)];
    const isSame = (job: QueuedJob) =>
      !job.isOver && job.projectFolder === folder && isDeepStrictEqual(workOf(job.request), workOf(request));
    if (![...this.#jobs.values()].some(isSame)) return;
    throw new Problem('job-running-already', {});
  }

  #tidy(): void {
    const ended = [...this.#jobs.values()].filter((job) => job.isOver);
    for (const { id } of ended.slice(0, Math.max(0, ended.length - MOST_ENDED))) this.#jobs.delete(id);
    let characters = [...this.#jobs.values()].reduce((sum, { log }) => sum + log.characters, 0);
    for (const { log } of ended) {
      if (characters <= MOST_CHARACTERS) break;
      characters -= log.characters;
      log.clear();
    }
  }

  async *#lists(signal: AbortSignal): AsyncGenerator<Job[], void, void> {
    while (!signal.aborted) {
      const changed = this.#changes.next(signal);
      yield this.list();
      await changed;
      await setTimeout(LIST_EVERY_MS, undefined, { signal }).catch(() => undefined); // ended
    }
  }

  async *#eventsOf(job: QueuedJob, from: number, signal: AbortSignal): AsyncGenerator<JobEvent, void, void> {
    for (let next = from; !signal.aborted;) {
      const changed = this.#changes.next(signal);
      const wasOver = job.isOver;
      const events = job.log.from(next, A_PAGE);
      yield* events;
      const last = events.at(-1);
      if (last) next = last.number + 1;
      else if (wasOver) return;
      else await changed;
    }
  }
}
