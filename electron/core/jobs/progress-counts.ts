import type { Job } from '../../contract/job-list.ts';
import type { JobProgressEvent } from './event-log.ts';

type Counts = Pick<Job, 'done' | 'of' | 'failed' | 'problems'>;

/** Problems that a job's line shows; its events have them all. */
export const MOST_PROBLEMS = 100;

const PACK_STEPS = ['download', 'verify', 'extract', 'compile', 'test'] as const;

export const noCounts = (): Counts => ({ done: 0, of: null, failed: 0, problems: [] });

/** Brings counts up to date with an event. */
export function count(counts: Counts, event: JobProgressEvent): void {
  switch (event.type) {
    case 'import':
      counts.done = event.imported + event.known + event.skipped;
      counts.of = event.of ?? null;
      counts.failed = event.skipped;
      break;
    case 'export':
      counts.done = event.written;
      counts.of = event.of;
      break;
    case 'synthesize':
      counts.done = event.made;
      counts.of = event.of;
      break;
    case 'checks':
      counts.done = event.done;
      counts.of = event.of;
      break;
    case 'engine':
      counts.done = PACK_STEPS.indexOf(event.step);
      counts.of = PACK_STEPS.length;
      break;
    case 'suggest':
      if (event.suggest.type === 'begun') counts.of = event.suggest.items;
      else countItem(counts, event.suggest, `${event.suggest.pairId} ${event.suggest.side.toUpperCase()}`);
      break;
    case 'restore':
      if (event.restore.type === 'begun') counts.of = event.restore.items;
      else if (event.restore.type === 'item') countItem(counts, event.restore, event.restore.input);
      break;
    case 'evaluate':
      if (event.evaluate.type === 'begun') counts.of = event.evaluate.items;
      else if (event.evaluate.type === 'pair') countItem(counts, event.evaluate, event.evaluate.pair.name);
      break;
    case 'train':
      if (event.train.type === 'notice') addProblem(counts, `${event.train.step}`, event.train.problem);
      else counts.done = event.train.step;
      break;
  }
}

function countItem(
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
