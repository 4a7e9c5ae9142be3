import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquireLock, lockHolder, type LockHolder } from '../../../../electron/core/project/lock.ts';
import { processStart } from '../../../../electron/core/project/process-identity.ts';
import { startChild } from './child.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  path = join(folder, 'project.lock');
});
afterEach(() => rm(folder, { recursive: true }));

const write = (holder: Partial<LockHolder>) =>
  writeFile(
    path,
    JSON.stringify({
      host: hostname(),
      pid: 2 ** 22 + 1, // above any process number of Linux
      program: 'another',
      since: '2026-01-02T03:04:05.000Z',
      nonce: '0123456789abcdef01234567',
      ...holder,
    }),
  );

async function take(program = 'test') {
  const { lock } = await acquireLock(path, program);
  if (!lock) throw new Error('the lock is held');
  return lock;
}

describe('acquireLock', () => {
  test('takes a free lock, tells others who has it, and leaves nothing behind', async () => {
    const lock = await take('first');
    const second = await acquireLock(path, 'second');
    expect(second.heldBy).toMatchObject({ host: hostname(), pid: process.pid, program: 'first' });
    expect(await lockHolder(path)).toEqual(lock.holder);
    expect(await readdir(folder)).toEqual(['project.lock']);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    expect(lock.takenOverFrom).toBeUndefined();
  });

  test('takes over the lock of a process that is gone, and says whose it was', async () => {
    await write({});
    expect(await lockHolder(path)).toBeUndefined();
    const lock = await take();
    expect(lock.takenOverFrom?.program).toBe('another');
    expect(await readdir(folder)).toEqual(['project.lock']);
    await lock.release();
  });

  test('takes over where the process number now belongs to another process', async (context) => {
    const start = await processStart(process.pid);
    if (start === undefined) context.skip('this platform does not tell when a process started');
    await write({ pid: process.pid, processStart: `${start}1` });
    expect((await take()).takenOverFrom?.program).toBe('another');
    await write({ pid: process.pid, ...(start !== undefined && { processStart: start }) });
    expect((await acquireLock(path, 'test')).heldBy?.program).toBe('another');
  });

  test('respects a lock of another computer, which cannot be asked', async () => {
    await write({ host: 'elsewhere.example' });
    expect((await acquireLock(path, 'test')).heldBy?.host).toBe('elsewhere.example');
  });

  test('takes over an unreadable lock that nobody finishes', async () => {
    await writeFile(path, '{"host"');
    await utimes(path, 1, 1);
    expect((await take()).takenOverFrom).toBeNull();
    expect(await readdir(folder)).toEqual(['project.lock']);
  });

  test('waits for a lock that is just being written', async () => {
    await writeFile(path, '');
    const attempt = acquireLock(path, 'test');
    await setTimeout(200);
    await write({ pid: process.pid });
    expect((await attempt).heldBy?.program).toBe('another');
  });

  test('never leads out of its folder, whatever a lock file says', async () => {
    await write({ nonce: '../../escaped' });
    await utimes(path, 1, 1);
    expect((await take()).takenOverFrom).toBeNull();
    expect(await readdir(folder)).toEqual(['project.lock']);
  });

  test('goes on where a takeover was itself interrupted', async () => {
    await write({});
    const left = await readFile(path);
    await writeFile(`${path}.0123456789abcdef01234567`, left.toString().replace('01234567"', '01234568"'));
    expect((await take()).takenOverFrom?.program).toBe('another');
    expect(await readdir(folder)).toEqual(['project.lock']);
  });

  test('release leaves a lock that is no longer ours', async () => {
    const lock = await take();
    await write({});
    await lock.release();
    expect(await readdir(folder)).toEqual(['project.lock']);
  });

  test('abandon leaves a taken-over lock as it was found', async () => {
    await write({});
    await (await take()).abandon();
    expect((await take()).takenOverFrom?.program).toBe('another');
  });

  test('of many that find the same dead lock, exactly one gets it', async () => {
    for (let round = 0; round < 25; round++) {
      await write({});
      const attempts = await Promise.all(Array.from({ length: 8 }, (_, i) => acquireLock(path, `racer ${i}`)));
      const winners = attempts.flatMap(({ lock }) => lock ?? []);
      expect(winners).toHaveLength(1);
      for (const { heldBy } of attempts) if (heldBy) expect(heldBy.program).toBe(winners[0]?.holder.program);
      await winners[0]?.release();
      expect(await readdir(folder)).toEqual([]);
    }
  });

  test('of several processes that race for a dead lock, exactly one gets it', async () => {
    for (let round = 0; round < 3; round++) {
      await write({});
      const racers = Array.from({ length: 4 }, () => startChild('lock-child.ts', path));
      await Promise.all(racers.map((racer) => racer.line())); // all are up
      for (const racer of racers) racer.process.stdin.write('go\n');
      const won = await Promise.all(racers.map((racer) => racer.line()));
      expect(won.filter(Boolean)).toHaveLength(1);
      await Promise.all(racers.map((racer) => racer.kill()));
      expect(await lockHolder(path)).toBeUndefined();
    }
  });
});
