import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { ProblemData } from '../../../../models/base/problem.ts';
import { Problem } from '../../../../models/base/problem.ts';
import { testStudio } from '../service/test-studio.ts';

const backup = Promise.withResolvers<string>();
vi.mock('../../../../electron/core/project/backups.ts', () => ({ backupIfDue: () => backup.promise }));

test('a project can be used while its backup is made; closing waits for it and tells what became of it', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'palimpsest-test-')), 'project');
  const { client, close } = testStudio('test');
  await client.project.create({ folder });
  expect(await client.pairs.count({})).toBe(0);

  let said: ProblemData | undefined | 'nothing yet' = 'nothing yet';
  const closed = close().then((problem) => (said = problem));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(said).toBe('nothing yet');
  backup.reject(
    new Problem('said', { sentence: 'The disk is full.', cure: 'Free some space.' }, { code: 'disk-full' }),
  );
  await closed;
  expect(said).toMatchObject({ code: 'disk-full' });
  await rm(join(folder, '..'), { recursive: true });
});
