import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job, JobEvent, JobRequest } from '../../../../electron/contract/job-list.ts';
import type { ComputeOptions } from '../../../../electron/contract/jobs.ts';
import type { Studio } from '../../../../electron/core/service/studio.ts';
import { testStudio } from '../service/test-studio.ts';

const DEMO = fileURLToPath(new URL('../../../../resources/demo', import.meta.url));
const LR = join(DEMO, 'easy', 'lr');
const COMPUTE: ComputeOptions = { engine: 'auto', readers: [], mode: 'correct', height: 'auto' };

let folder: string;
let studio: Studio;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  studio = testStudio('test');
});
afterAll(async () => {
  await studio.close();
  await rm(folder, { recursive: true });
});

const restoring = (out: string, inputs = [LR]): JobRequest => ({
  kind: 'restore',
  request: { inputs, out: join(folder, out), compute: COMPUTE },
});

const jobOf = async (id: number): Promise<Job> => (await studio.client.jobs.list()).find((job) => job.id === id) as Job;

async function eventsOf(jobId: number, from = 0, most = Infinity): Promise<JobEvent[]> {
  const seen: JobEvent[] = [];
  for await (const event of await studio.client.jobs.events({ jobId, from })) {
    seen.push(event);
    if (seen.length >= most) break;
  }
  return seen;
}

/** When it has come to its end, also of what it had in hand. */
async function ended(jobId: number): Promise<Job> {
  await eventsOf(jobId);
  return jobOf(jobId);
}

const codeOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no problem',
    (error: unknown) => (error as { data: { code: string } }).data.code,
  );

test('a job goes on without anyone who watches, and keeps what it told', async () => {
  const { id, state } = await studio.client.jobs.start(restoring('unwatched'));
  expect(state).toBe('running');
  const job = await ended(id);
  expect(job).toMatchObject({ state: 'finished', done: 8, of: 8, failed: 0, problems: [], project: null });
  expect(job.report).toMatchObject({ kind: 'restore', report: { restored: 8, left: 0 } });
  expect(job.endedAt).not.toBeNull();
  const events = await eventsOf(id);
  expect(events.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(await eventsOf(id, 7)).toEqual(events.slice(7));
});

test('a page that comes back reads on where it was, while the job runs', async () => {
  const { id } = await studio.client.jobs.start(restoring('reloaded', [DEMO]));
  const first = await eventsOf(id, 0, 3);
  expect((await jobOf(id)).state).toBe('running');
  const rest = await eventsOf(id, 3);
  expect([...first, ...rest].map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test('a stopped job is interrupted after what it has in hand, and resumed it does the rest', async () => {
  const { id } = await studio.client.jobs.start(restoring('stopped', [DEMO]));
  await eventsOf(id, 0, 1);
  await studio.client.jobs.stop({ jobId: id });
  expect((await jobOf(id)).state).toBe('stopping');
  const stopped = await ended(id);
  expect(stopped.state).toBe('interrupted');
  expect(stopped.done).toBeLessThan(48);
  const told = (await eventsOf(id)).length;
  expect(await studio.client.jobs.resume({ jobId: id })).toMatchObject({ id, state: 'running', endedAt: null });
  const resumed = await ended(id);
  expect(resumed).toMatchObject({ state: 'finished', done: 48, report: { report: { kept: stopped.done } } });
  expect((await eventsOf(id, told))[0]?.event).toMatchObject({
    type: 'restore',
    restore: { type: 'begun', items: 48 },
  });
  expect(await codeOf(studio.client.jobs.resume({ jobId: id }))).toBe('bad-argument');
});

test('watching shows the list now and its changes, and ends when the watcher leaves', async () => {
  const lists = await studio.client.jobs.watch();
  const before = await lists.next();
  const { id } = await studio.client.jobs.start(restoring('watched'));
  const states: string[] = [];
  for (;;) {
    const step = await lists.next();
    const job = (step.value as Job[]).find((one) => one.id === id);
    if (job) states.push(job.state);
    if (job?.endedAt) break;
  }
  expect((before.value as Job[]).some((job) => job.id === id)).toBe(false);
  expect(states.at(-1)).toBe('finished');
  const waiting = lists.next();
  await lists.return(undefined);
  expect((await waiting).done).toBe(true);
});

test('a job that fails says why and can be tried again', async () => {
  const { id } = await studio.client.jobs.start({
    kind: 'restore',
    request: { inputs: [join(folder, 'nowhere')], out: join(folder, 'none'), compute: COMPUTE },
  });
  const job = await ended(id);
  expect(job).toMatchObject({ state: 'failed', report: null, problem: { code: 'not-found' } });
  expect(job.problem?.sentence).not.toBe('');
  await studio.client.jobs.resume({ jobId: id });
  expect((await ended(id)).state).toBe('failed');
  await studio.client.jobs.dismiss({ jobId: id });
  expect(await codeOf(studio.client.jobs.stop({ jobId: id }))).toBe('not-found');
});

test('one job twice at once is refused, and a running one cannot be dismissed', async () => {
  const { id } = await studio.client.jobs.start(restoring('twice', [DEMO]));
  expect(await codeOf(studio.client.jobs.start(restoring('twice', [DEMO])))).toBe('in-use');
  expect(await codeOf(studio.client.jobs.dismiss({ jobId: id }))).toBe('bad-argument');
  await studio.client.jobs.stop({ jobId: id });
  await ended(id);
});

test('a compute process that is killed costs no item', async () => {
  const { id } = await studio.client.jobs.start(restoring('killed', [DEMO]));
  await eventsOf(id, 0, 2);
  const hosts = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'compute/host'], { encoding: 'utf8' });
  for (const pid of hosts.trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
  expect(await ended(id)).toMatchObject({ state: 'finished', done: 48, failed: 0 });
});

describe('with a project', () => {
  test('what needs one says so', async () => {
    expect(await codeOf(studio.client.jobs.start({ kind: 'checks', request: {} }))).toBe('bad-argument');
  });

  test('import, checks and export leave their reports', async () => {
    await studio.client.project.create({ folder: join(folder, 'project') });
    const imported = await studio.client.jobs.start({ kind: 'import', request: { source: join(DEMO, 'hard') } });
    expect(await ended(imported.id)).toMatchObject({
      state: 'finished',
      project: join(folder, 'project'),
      done: 8,
      report: { kind: 'import', report: { imported: 8 } },
    });
    const checks = await studio.client.jobs.start({ kind: 'checks', request: {} });
    expect(await ended(checks.id)).toMatchObject({ state: 'finished', report: { kind: 'checks' } });
    const destination = join(folder, 'exported');
    const request = { destination, format: 'folders' as const, filter: {} };
    const exported = await studio.client.jobs.start({ kind: 'export', request });
    expect(await ended(exported.id)).toMatchObject({ state: 'finished', report: { report: { written: 8 } } });
    expect((await readdir(destination)).length).toBeGreaterThan(0);
  });

  test('a project is not closed under a job, and the same one stays open for a second window', async () => {
    const request = {
      filter: {},
      sides: ['lr' as const, 'hr' as const],
      compute: { engine: 'auto' as const, readers: ['ppocr' as const], mode: 'correct' as const },
    };
    const { id } = await studio.client.jobs.start({ kind: 'suggest', request });
    expect(await codeOf(studio.client.project.close())).toBe('in-use');
    expect(await codeOf(studio.client.project.create({ folder: join(folder, 'other') }))).toBe('in-use');
    expect((await studio.client.project.open({ folder: join(folder, 'project') })).readOnly).toBeUndefined();
    await studio.client.jobs.stop({ jobId: id });
    await ended(id);
    await studio.client.project.close();
    expect(await codeOf(studio.client.jobs.resume({ jobId: id }))).toBe('bad-argument');
  });
});
