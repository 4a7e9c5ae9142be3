import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serveStudio } from '../../../../electron/shells/server/server.ts';
import { testStudio } from '../../core/service/test-studio.ts';
import { served } from './support.ts';

const server = served();

test('pages may load nothing from elsewhere and are embedded nowhere', async () => {
  const { headers } = await server.own('/');
  const policy = headers['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  expect(policy).toMatch(/script-src 'self'(;|$)/);
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-cache',
  });
});

test('what has its hash in its name is kept by the browser', async () => {
  const { headers } = await server.own('/assets/main-a1B2c3D4.js');
  expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(headers['cache-control']).toContain('immutable');
});

test.each([
  '/../secret.html',
  '/%2e%2e/secret.html',
  '/..%2fsecret.html',
  '/%2e%2e%2fsecret.html',
  '/..%5csecret.html',
  '/assets/../../secret.html',
  '/assets/%2e%2e/%2e%2e/secret.html',
  '//etc/passwd',
  '/%00',
  '/%',
  '/assets/notes.exe',
  'http://127.0.0.1/secret.html',
  '/nowhere.html',
])('%s gives nothing away', async (path) => {
  const { status, body } = await server.own(path);
  expect([400, 404]).toContain(status);
  expect(body.toString()).not.toContain('secret');
});

test.each([
  '/media/../secret.html',
  '/media/%2e%2e/secret.html',
  '/media/job/1/file?path=/etc/passwd',
  '/media/image/..%2f1',
])('%s is no picture', async (path) => {
  const { status, body } = await server.own(path);
  expect(status).toBe(404);
  expect(body.toString()).not.toMatch(/secret|root:/);
});

test('pages that were not built are told with what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  const studio = testStudio('test');
  const unbuilt = await serveStudio(studio, { port: 0, pagesFolder: join(folder, 'missing') });
  try {
    const letIn = await fetch(unbuilt.address, { redirect: 'manual' });
    const cookie = letIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const answer = await fetch(`http://127.0.0.1:${unbuilt.port}/`, { headers: { cookie } });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('npm run build:renderer');
  } finally {
    await unbuilt.close();
    await studio.close();
    await rm(folder, { recursive: true });
  }
});

test('a port that is taken is told', async () => {
  const again = serveStudio(server.studio, { port: server.server.port, pagesFolder: '/' });
  await expect(again).rejects.toMatchObject({ code: 'in-use', reason: 'port-taken' });
});
