import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { containedFile } from '../../../../electron/core/media/pages.ts';

describe('containedFile', () => {
  let top: string;
  let root: string;

  beforeAll(async () => {
    top = await realpath(await mkdtemp(join(tmpdir(), 'palimpsest-pages-')));
    root = join(top, 'pages');
    await mkdir(join(root, 'assets'), { recursive: true });
    await mkdir(join(top, 'pages-beside'));
    for (const name of ['secret.txt', 'pages-beside/secret.txt', 'pages/index.html', 'pages/assets/a b%20.js']) {
      await writeFile(join(top, name), name);
    }
    await symlink(join(top, 'secret.txt'), join(root, 'way-out.txt'));
    await symlink(top, join(root, 'way-up'));
    await symlink(join(root, 'index.html'), join(root, 'within.html'));
  });
  afterAll(() => rm(top, { recursive: true, force: true }));

  test.each([
    ['/', 'index.html'],
    ['/index.html', 'index.html'],
    ['/assets/a%20b%2520.js', 'assets/a b%20.js'],
    ['/within.html', 'index.html'],
    ['//index.html', 'index.html'],
  ])('%s is %s', async (pathname, file) => {
    await expect(containedFile(root, pathname)).resolves.toBe(join(root, file));
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/%252e%252e/secret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/../pages-beside/secret.txt',
    '/way-out.txt',
    '/way-up/secret.txt',
    '/way-up/pages-beside/secret.txt',
    '/etc/passwd',
    '//etc/passwd',
    '/C:/Windows/win.ini',
    '/index.html%00.png',
    '/%',
    '/%c0%ae%c0%ae/secret.txt',
    '/assets',
    '/missing.html',
    '',
  ])('%s names nothing', async (pathname) => {
    await expect(containedFile(root, pathname)).resolves.toBeUndefined();
  });
});
