import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readUserFile, readUserText } from '../../../models/base/user-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a file is read, also through a link', async () => {
  await writeFile(join(folder, 'a'), 'é');
  await symlink(join(folder, 'a'), join(folder, 'link'));
  expect(await readUserText(join(folder, 'link'))).toBe('é');
  await expect(readUserFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(readUserFile(folder)).rejects.toMatchObject({ code: 'bad-argument', message: /is a folder/ });
});

test('a file above the bound is refused unread', async () => {
  await writeFile(join(folder, 'a'), '');
  await truncate(join(folder, 'a'), 2 ** 40);
  await expect(readUserFile(join(folder, 'a'))).rejects.toMatchObject({ code: 'bad-argument', message: /2 GiB/ });
  await expect(readUserText(join(folder, 'a'))).rejects.toMatchObject({ code: 'bad-argument', message: /64 MiB/ });
});

describe.skipIf(process.platform === 'win32')('what is no regular file is refused at once', () => {
  test('a device', async () => {
    await symlink('/dev/zero', join(folder, 'a.png'));
    await expect(readUserFile(join(folder, 'a.png'))).rejects.toMatchObject({ message: /a\.png is a device/ });
  });

  test('a pipe that nobody writes to', async () => {
    execFileSync('mkfifo', [join(folder, 'a.png')]);
    await expect(readUserFile(join(folder, 'a.png'))).rejects.toMatchObject({ message: /a\.png is a pipe/ });
  });

  test('a socket', async () => {
    const server = createServer().listen(join(folder, 'a.png'));
    await expect(readUserFile(join(folder, 'a.png'))).rejects.toMatchObject({ message: /a\.png is a socket/ });
    server.close();
  });
});
