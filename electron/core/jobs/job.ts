import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';
import type { Job, JobState, JobRequest } from '../../contract/job-list.ts';
import type { RestorationEvent } from '../../contract/jobs.ts';
import type { Project } from '../project/project.ts';
import { type JobProgressEvent, EventLog } from './event-log.ts';
import { Pace } from './pace.ts';
import type { JobEnd } from './run-job.ts';
import { count, noCounts } from './progress-counts.ts';

type Run = (project: Project | undefined, signal: AbortSignal) => AsyncGenerator<JobProgressEvent, JobEnd, void>;

/** One job of the queue: its run, and everything that is told of it. */
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
  readonly #run: Run;
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

  constructor(id: number, request: JobRequest, projectFolder: string | null, run: Run, onChange: () => void) {
    this.id = id;
    this.request = request;
    this.projectFolder = projectFolder;
    this.#run = run;
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

  /** Lets it finish what is in hand; `reason` is told to the job. */
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
      const { report, isComplete, problems } = await this.#drain(this.#run(project, signal));
      this.#report = report;
      if (problems) this.#counts.problems = problems;
      this.#state = isComplete ? 'finished' : 'interrupted';
    } catch (thrown) {
      const problem = asProblem(thrown, 'The job');
      const isStopped = signal.aborted && problem.code === 'cancelled';
      this.#state = isStopped ? 'interrupted' : 'failed';
      this.#problem = isStopped ? null : problem.toData();
    }
    this.#endedAt = new Date().toISOString();
    this.#onChange();
  }

  async #drain(events: AsyncGenerator<JobProgressEvent, JobEnd, void>): Promise<JobEnd> {
    for (;;) {
      const step = await events.next();
      if (step.done) {
        noteReportPage(this.files, this.request, step.value.report);
        return step.value;
      }
      const event = step.value;
      this.log.add(event);
      count(this.#counts, event);
      this.#pace.note(this.#counts.done, performance.now());
      if (event.type === 'restore') this.#noteFiles(event.restore);
      this.#onChange();
    }
  }

  #noteFiles(event: RestorationEvent): void {
    if (event.type === 'begun') return;
    // The picture of a pair is no file, whatever it is called.
    for (const { input, pairId } of event.type === 'planned' ? event.items : [event]) {
      if (pairId === undefined) this.files.add(input);
    }
    if (!('output' in event)) return;
    this.files.add(event.output);
    this.outputs.add(event.output);
  }

  /** Throws `bad-argument` where it cannot go on from where it is. */
  assertResumable(): void {
    if (this.canResume) return;
    throw new Problem(
      'bad-argument',
      this.isOver ? 'The job is finished.' : 'The job is running.',
      this.isOver ? 'Start a new one.' : 'Let it end or stop it first.',
    );
  }
}

function noteReportPage(files: Set<string>, request: JobRequest, end: JobEnd['report']): void {
  if (request.kind === 'restore' && request.request.report !== undefined) files.add(request.request.report);
  if (end.kind === 'evaluate' && end.report.report !== undefined) files.add(end.report.report);
}
