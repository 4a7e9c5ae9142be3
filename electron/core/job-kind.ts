import type { Job, JobEvent, JobKind, JobRequest } from '../contract/job-list.ts';
import type { Project } from './project/project.ts';

export type JobProgressEvent = JobEvent['event'];
export type RequestOf<K extends JobKind> = Extract<JobRequest, { kind: K }>['request'];
export type ReportOf<K extends JobKind> = Extract<NonNullable<Job['report']>, { kind: K }>['report'];
/** What a job of a kind yields; in an event of the list of jobs it lies under the name of its kind, or beside its `type`. */
export type ProgressOf<K extends JobKind> = K extends JobKind
  ? Extract<JobProgressEvent, { type: K }> extends Record<K, infer E>
    ? E
    : Omit<Extract<JobProgressEvent, { type: K }>, 'type'>
  : never;

/** How far a job is. */
export type Counts = Pick<Job, 'done' | 'of' | 'failed' | 'problems'>;

/** What a request needs of the open project. */
export type ProjectUse = 'none' | 'read' | 'write';

/** The project that is open, as jobs ask for it. */
export interface ProjectAccess {
  readonly folder: string | undefined;
  readonly ifOpen: Project | undefined;
  /** Throws `bad-argument` where none is open. */
  readonly project: Project;
  /** Throws the same, and the reason where it cannot be written. */
  readonly writable: Project;
}

/** What a job is run with. */
export interface JobContext {
  /** Name and version, for everything that it makes. */
  software: string;
  /** Aborted, it finishes what is in hand. */
  signal: AbortSignal;
  /** The project to work on, where `needs` asks for one. */
  project: () => Project;
  /** Whose promoted models are used, and on whose record work goes; jobs on files do without. */
  openProject: () => Project | undefined;
}

/** Files that a job reported, which windows may therefore show. */
export interface ReportedFiles {
  shown?: readonly string[];
  /** Restorations, which are shown too. */
  outputs?: readonly string[];
}

/**
 * Everything that is to be known of a kind of job; the list of jobs and the direct calls ask it and know no kind themselves.
 */
interface Descriptor<K, Request, Progress, Report> {
  kind: K;
  needs(request: Request): ProjectUse;
  /** Equal for two requests that would get into each other's way, on the same project. */
  conflicts(request: Request): unknown;
  run(request: Request, context: JobContext): AsyncGenerator<Progress, Report, void>;
  /** What it yields, as the list of jobs passes it on. */
  event(progress: Progress): JobProgressEvent;
  /** Brings counts up to date with what it yields. */
  progress(counts: Counts, progress: Progress): void;
  /** Of what it yields the log keeps the latest only, a curve that gets coarser, or all as long as there is room. */
  logged?(progress: Progress): 'latest' | 'curve' | 'all';
  /** Whether nothing of the request is left to do. */
  isComplete(report: Report, signal: AbortSignal): boolean;
  files?(progress: Progress): ReportedFiles;
  /** Pages that it wrote. */
  reportPages?(request: Request, report: Report): readonly string[];
  /** What could not be taken, where nothing that it yields says so. */
  problems?(report: Report, project: Project): Job['problems'];
}

export type JobDescriptor<K extends JobKind> = Descriptor<K, RequestOf<K>, ProgressOf<K>, ReportOf<K>>;
export type JobKinds = { [K in JobKind]: JobDescriptor<K> };

/** Reason with which a job's signal is aborted where it is to end there and keep what did best. */
export const ENOUGH = new Error('enough');

/** Problems that a job's line shows; its events have them all. */
export const MOST_PROBLEMS = 100;

/** Throws what `ProjectAccess` throws. */
export function projectFor(access: ProjectAccess, use: ProjectUse): Project | undefined {
  if (use === 'none') return undefined;
  return use === 'write' ? access.writable : access.project;
}

/** Counts an item that is dealt with, and what it failed of. */
export function countItem(
  counts: Counts,
  outcome: { state: string } | { state: 'failed'; problem: Job['problems'][number]['problem'] },
  item: string,
): void {
  counts.done++;
  if (!('problem' in outcome)) return;
  counts.failed++;
  addProblem(counts, item, outcome.problem);
}

export function addProblem(counts: Counts, item: string, problem: Job['problems'][number]['problem']): void {
  if (counts.problems.length < MOST_PROBLEMS) counts.problems.push({ item, problem });
}
