import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { layoutOf } from '../../../../electron/core/project/layout.ts';
import { workFolder } from '../cli/support.ts';
import { testStudio } from '../../core/service/test-studio.ts';
import { ServeProcess } from './serve-process.ts';

const inFolder = workFolder();
let project: string;
beforeAll(async () => {
  project = inFolder('project');
  const studio = testStudio('test');
  await studio.client.project.create({ folder: project });
  await studio.close();
});

const running: ServeProcess[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.kill();
});

async function serve(...args: string[]): Promise<ServeProcess> {
  const one = new ServeProcess([...args, '--json'], inFolder('data'));
  running.push(one);
  await one.ready;
  return one;
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

test.each(['SIGINT', 'SIGTERM'] as const)(
  'prints its address, and %s ends it with the project closed',
  async (signal) => {
    const studio = await serve(project);
    const { status } = await fetch(studio.address, { redirect: 'manual' });
    expect(status).toBe(303);
    expect(await isThere(layoutOf(project).lock)).toBe(true);
    expect(await studio.end(signal)).toBe(0);
    expect(await isThere(layoutOf(project).lock)).toBe(false);
    expect(await isThere(`${layoutOf(project).database}-wal`)).toBe(false);
  },
);

test('the second on one project may read, and is told who writes', async () => {
  const first = await serve(project);
  const second = await serve(project);
  expect(second.errors).toContain(`process ${first.pid}`);
  expect(second.errors).toContain('palimpsest serve');
  const { client, socket } = await second.connect();
  const { readOnly } = await client.project.info();
  expect(readOnly?.reason).toMatchObject({
    code: 'in-use',
    sentence: expect.stringContaining(`${first.pid}`) as string,
  });
  const save = client.views.save({ name: 'mine', query: {} });
  await expect(save).rejects.toMatchObject({ data: { code: 'in-use' } });
  socket.close();
});

test('a folder that is no project is told, and nothing is served', async () => {
  const one = new ServeProcess([join(project, 'backups'), '--json'], inFolder('data'));
  running.push(one);
  await expect(one.ready).rejects.toThrow(/holds no project/);
});
