import type { Job, JobKind } from '../../electron/contract/job-list.ts';

export const JOB_ICONS: Record<JobKind, string> = {
  import: 'i-lucide-import',
  export: 'i-lucide-package',
  checks: 'i-lucide-list-checks',
  suggest: 'i-lucide-text-search',
  restore: 'i-lucide-wand-sparkles',
  photo: 'i-lucide-scan-text',
  evaluate: 'i-lucide-chart-column',
  train: 'i-lucide-graduation-cap',
  synthesize: 'i-lucide-type',
  engine: 'i-lucide-cpu',
};

function lastPart(path: string): string {
  return /([^/\\]+)[/\\]*$/.exec(path)?.[1] ?? path;
}

/** What a job works on, in a few characters; none where its kind says it all. */
export function jobSubject({ job }: Job): string | null {
  switch (job.kind) {
    case 'import':
      return lastPart(job.request.source);
    case 'export':
      return lastPart(job.request.destination);
    case 'restore':
      return job.request.out === undefined ? null : lastPart(job.request.out);
    case 'photo':
    case 'evaluate':
      return lastPart(job.request.out);
    case 'train':
      return job.request.name;
    case 'synthesize':
      return 'folder' in job.request.destination ? lastPart(job.request.destination.folder) : null;
    case 'engine':
      return lastPart('wheel' in job.request.from ? job.request.from.wheel : job.request.from.url);
    case 'checks':
    case 'suggest':
      return null;
  }
}

/** Items a second since the job began; `null` before there is enough to tell. */
export function jobRate(job: Job, now: number): number | null {
  const seconds = (now - Date.parse(job.startedAt)) / 1000;
  return seconds >= 1 && job.done > 0 ? job.done / seconds : null;
}

/** What a finished job brought, as the message `jobs.result.KIND` and its numbers. */
export function jobResult({ report }: Job): { key: string; counts: Record<string, number> } | null {
  switch (report?.kind) {
    case 'import':
      return { key: 'import', counts: pick(report.report, ['imported', 'known', 'skipped']) };
    case 'export':
      return { key: 'export', counts: { written: report.report.written, leftOut: report.report.leftOut.length } };
    case 'checks':
      return { key: 'checks', counts: { findings: report.report.reduce((sum, { pairs }) => sum + (pairs ?? 0), 0) } };
    case 'suggest':
      return { key: 'suggest', counts: pick(report.report, ['read', 'kept', 'proposed']) };
    case 'restore':
      return { key: 'restore', counts: pick(report.report, ['restored', 'kept', 'failed']) };
    case 'photo':
      return { key: 'photo', counts: pick(report.report, ['read', 'kept', 'failed']) };
    case 'evaluate':
      return { key: 'evaluate', counts: pick(report.report, ['compared', 'failed']) };
    case 'train':
      return { key: 'train', counts: { step: report.report.step, best: report.report.best.step } };
    case 'synthesize':
      return { key: 'synthesize', counts: pick(report.report, ['made', 'known']) };
    case 'engine':
      return { key: 'engine', counts: {} };
    case undefined:
      return null;
  }
}

function pick<K extends string>(from: Record<K, number>, keys: readonly K[]): Record<string, number> {
  return Object.fromEntries(keys.map((key) => [key, from[key]]));
}
