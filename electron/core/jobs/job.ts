import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';
import type { Job, JobKind, JobRequest, JobState } from '../../contract/job-list.ts';
import type { Project } from '../project/project.ts';
import type { Counts, JobContext, JobDescriptor, ReportedFiles, ReportOf } from '../job-kind.ts';
import { EventLog } from './event-log.ts';

const noCounts = (): Counts => ({ done: 0, of: null, failed: 0, problems: [] });

/** One job of the queue: its run, and everything that it reports. */
export class QueuedJob {
  readonly id: number;
  readonly request: JobRequest;
  /** Folder of the project that it works on. */
  readonly projectFolder: string | null;
  readonly log = new EventLog();
  /** Paths that it reported: inputs, outputs, report pages. Nothing else of the disk is ever shown for it. */
  readonly files = new Set<string>();
  /** Restorations that it made or found made. */
  readonly outputs = new Set<string>();
  readonly #descriptor: JobDescriptor<JobKind>;
  readonly #context: Pick<JobContext, 'software' | 'openProject'>;
  readonly #onChange: () => void;
  #state: JobState = 'running';
  #counts = noCounts();
  #pace = new Pace();
  #startedAt = new Date().toISOString();
  #endedAt: string | null = null;
  #problem: ProblemData | null = null;
  #report: Job['report'] = null;
  #stopping = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(
    { id, request, projectFolder }: { id: number; request: JobRequest; projectFolder: string | null },
    descriptor: JobDescriptor<JobKind>,
    context: Pick<JobContext, 'software' | 'openProject'>,
    onChange: () => void,
  ) {
    this.id = id;
    this.request = request;
    this.projectFolder = projectFolder;
    this.#descriptor = descriptor;
    this.#context = context;
    this.#onChange = onChange;
  }

  get isOver(): boolean {
    return this.#state !== 'running' && this.#state !== 'stopping';
  }

  /** Begins, or goes on after an end. */
  start(project: Project | undefined): void {
    this.#state = 'running';
    this.#counts = noCounts();
    this.#pace = new Pace();
    this.#endedAt = null;
    this.#problem = null;
    this.#report = null;
    this.#stopping = new AbortController();
    this.#ended = this.#follow(project, this.#stopping.signal);
    this.#onChange();
  }

  /** Lets it finish what is in hand; the job sees `reason`. */
  stop(reason?: Error): void {
    if (this.isOver) return;
    this.#state = 'stopping';
    this.#stopping.abort(reason);
    this.#onChange();
  }

  /** Never rejects. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  get canResume(): boolean {
    return this.#state === 'interrupted' || this.#state === 'failed';
  }

  toData(): Job {
    const { done, of, failed, problems } = this.#counts;
    return {
      id: this.id,
      job: this.request,
      state: this.#state,
      project: this.projectFolder,
      ...{ done, of, failed, problems: [...problems] },
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      secondsLeft: this.isOver ? null : this.#pace.secondsLeft(done, of, performance.now()),
      problem: this.#problem,
      report: this.#report,
    };
  }

  async #follow(project: Project | undefined, signal: AbortSignal): Promise<void> {
    try {
      const { kind, request } = this.request;
      const run = { ...this.#context, project: () => project as Project, signal };
      const report = await this.#drain(this.#descriptor.run(request, run));
      this.#report = { kind, report } as Job['report'];
      for (const page of this.#descriptor.reportPages?.(request, report) ?? []) this.files.add(page);
      if (this.#descriptor.problems) this.#counts.problems = this.#descriptor.problems(report, project as Project);
      this.#state = this.#descriptor.isComplete(report, signal) ? 'finished' : 'interrupted';
    } catch (thrown) {
      const problem = asProblem(thrown, 'The job');
      const isStopped = signal.aborted && problem.code === 'cancelled';
      this.#state = isStopped ? 'interrupted' : 'failed';
      this.#problem = isStopped ? null : problem.toData();
    }
    this.#endedAt = new Date().toISOString();
    this.#onChange();
  }

  async #drain(events: ReturnType<JobDescriptor<JobKind>['run']>): Promise<ReportOf<JobKind>> {
    const descriptor = this.#descriptor;
    for (;;) {
      const step = await events.next();
      if (step.done) return step.value;
      const progress = step.value;
      this.log.add(descriptor.event(progress), descriptor.logged?.(progress));
      descriptor.progress(this.#counts, progress);
      this.#pace.note(this.#counts.done, performance.now());
      this.#note(descriptor.files?.(progress) ?? {});
      this.#onChange();
    }
  }

  #note({ shown = [], outputs = [] }: ReportedFiles): void {
    for (const file of [...shown, ...outputs]) this.files.add(file);
    for (const output of outputs) this.outputs.add(output);
  }

  /** Throws `bad-argument` where it cannot go on from where it is. */
  assertResumable(): void {
    if (this.canResume) return;
    throw new Problem(this.isOver ? 'job-finished' : 'job-still-running', {});
  }
}

/** How long a moment counts for the present rate. */
const WINDOW_MS = 30_000;
/** Moments closer together say no more than one. */
const APART_MS = 500;
/** Before that, no rate says anything. */
const LEAST_MS = 2_000;

/** The present rate of a job, from how far it was at some moments of the last half minute. */
export class Pace {
  #moments: { at: number; done: number }[] = [];

  /** `at` in milliseconds of any clock that never goes back. */
  note(done: number, at: number): void {
    const last = this.#moments.at(-1);
    if (last && at - last.at < APART_MS) return;
    this.#moments.push({ at, done });
    while (this.#moments.length > 2 && at - (this.#moments[0]?.at ?? at) > WINDOW_MS) this.#moments.shift();
  }

  /** Seconds until `of`, or `null` while that cannot be said. */
  secondsLeft(done: number, of: number | null, at: number): number | null {
    const first = this.#moments[0];
    if (of === null || !first || at - first.at < LEAST_MS || done <= first.done) return null;
    return ((of - done) * (at - first.at)) / 1000 / (done - first.done);
  }
}
