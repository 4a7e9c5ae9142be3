import { describe, expect, it } from 'vitest';
import type { Job } from '../../../electron/contract/job-list.ts';
import { importRequestSchema } from '../../../electron/contract/project.ts';
import { EMPTY_FORM, importRequest } from '../../../renderer/import/import-form.ts';
import { jobRate, jobResult, jobSubject } from '../../../renderer/jobs/job-facts.ts';
import { bytesText, durationText, rateText } from '../../../renderer/ui/pace.ts';
import { projectFolder } from '../../../renderer/ui/paths.ts';

describe('an import', () => {
  it('is requested for as soon as it names a source', () => {
    expect(importRequest(EMPTY_FORM, 'anna')).toBeNull();
    expect(importRequest({ ...EMPTY_FORM, source: ' /sets/train1 ' }, 'anna')).toEqual({
      source: '/sets/train1',
      annotator: 'anna',
    });
  });

  it('takes only the options that suit its source', () => {
    const filled = { source: '', lrFolder: 'LRs', hrFolder: 'HRs', photos: '/photos', lrReplace: '_HR', lrBy: '_LR4' };
    const folder = importRequest({ ...filled, source: '/set' }, 'anna');
    expect(folder).toEqual({ source: '/set', annotator: 'anna', sides: { lr: 'LRs', hr: 'HRs' } });
    const json = importRequest({ ...filled, source: '/set.JSON' }, 'anna');
    expect(json).toMatchObject({ photos: '/photos', lrName: { replace: '_HR', by: '_LR4' } });
    expect(json).not.toHaveProperty('sides');
    expect(importRequest({ ...filled, source: '/set', hrFolder: '' }, 'anna')).not.toHaveProperty('sides');
    for (const request of [folder, json]) expect(importRequestSchema.parse(request)).toEqual(request);
  });
});

describe('the folder of a new project', () => {
  it.each([
    ['/home/anna', 'Street signs', '/home/anna/Street signs'],
    ['/home/anna/', 'a/b: c?', '/home/anna/a-b- c-'],
    ['C:\\sets', 'Signs.', 'C:\\sets\\Signs'],
    ['/home', '..', '/home/project'],
    ['/', 'x', '/x'],
  ])('in %s for %s', (parent, name, folder) => {
    expect(projectFolder(parent, name)).toBe(folder);
  });
});

describe('jobs in words', () => {
  const job = (more: Partial<Job>): Job => ({
    id: 1,
    job: { kind: 'import', request: { source: '/sets/train1/' } },
    project: '/projects/signs',
    state: 'running',
    done: 0,
    of: 10,
    failed: 0,
    problems: [],
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    secondsLeft: null,
    problem: null,
    report: null,
    ...more,
  });

  it('are called by what they work on', () => {
    expect(jobSubject(job({}))).toBe('train1');
    expect(jobSubject(job({ job: { kind: 'checks', request: {} } }))).toBeNull();
  });

  it('tell their rate when there is enough to tell', () => {
    const start = Date.parse('2026-01-01T00:00:00Z');
    expect(jobRate(job({ done: 50 }), start + 10_000)).toBe(5);
    expect(jobRate(job({ done: 50 }), start + 100)).toBeNull();
    expect(jobRate(job({ done: 0 }), start + 10_000)).toBeNull();
  });

  it('tell what they brought', () => {
    const report = {
      imported: 3,
      known: 2,
      skipped: 1,
      remarks: 0,
      sourceId: 1,
      state: 'finished' as const,
      before: 0,
    };
    expect(jobResult(job({ report: { kind: 'import', report } }))).toEqual({
      key: 'import',
      counts: { imported: 3, known: 2, skipped: 1 },
    });
    expect(jobResult(job({}))).toBeNull();
  });

  it('tell times, rates and sizes so that they can be read', () => {
    expect([0.4, 45.2, 90, 3600, 7860].map(durationText)).toEqual(['< 1 s', '45 s', '2 min', '1 h', '2 h 11 min']);
    expect([0.345, 9.94, 481.3].map(rateText)).toEqual(['0.34', '9.9', '481']);
    expect([999, 1500, 734_000_000, 1.2e12].map(bytesText)).toEqual(['999 B', '1.5 kB', '734 MB', '1.2 TB']);
  });
});
