import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { outcomeOf, served } from './support.ts';

const server = served();

test('the address with its token lets a browser in, and the token leaves the address', async () => {
  const { status, headers } = await server.get(`/?token=${server.token}`);
  expect(status).toBe(303);
  expect(headers.location).toBe('/');
  expect(headers['set-cookie']?.[0]).toMatch(/^palimpsest-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
  expect(headers['set-cookie']?.[0]).not.toContain(server.token);
  const { status: letIn, body } = await server.own('/');
  expect([letIn, body.toString()]).toEqual([200, '<!doctype html><title>Start</title>']);
});

test.each([
  ['no token', '/', {}],
  ['an empty token', '/?token=', {}],
  ['a wrong token', `/?token=${'A'.repeat(43)}`, {}],
  ['a wrong cookie', '/', { cookie: `palimpsest-1=${'A'.repeat(43)}` }],
])('%s is not let in, to nothing', async (_, path, headers) => {
  for (const address of [path, path.replace('/', '/media/image/1'), path.replace('/', '/assets/main-a1B2c3D4.js')]) {
    const { status, body } = await server.get(address, headers);
    expect(status).toBe(401);
    expect(body.toString()).toContain('printed in the terminal');
  }
});

test('the cookie of another studio on this machine is not ours', async () => {
  const [, value] = server.cookie.split('=');
  expect((await server.get('/', { cookie: `palimpsest-1=${value}` })).status).toBe(401);
  expect((await server.get('/', { cookie: `other=1; ${server.cookie}; more=2` })).status).toBe(200);
});

test.each([
  'studio.evil.example',
  'studio.evil.example:80',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '0.0.0.0',
])('a page under the name %j, led here by its name service, gets nothing', async (host) => {
  expect((await server.own('/', { host })).status).toBe(403);
  // Not even with the token.
  expect((await server.get(`/?token=${server.token}`, { host })).status).toBe(403);
  const socket = server.socket({ host, origin: `http://${host}` });
  expect(await outcomeOf(socket)).toBe(403);
});

test('names of this machine are good, with the port of a tunnel too', async () => {
  for (const host of ['localhost', 'localhost:9000', '127.0.0.1:9000', '[::1]:9000']) {
    expect((await server.own('/', { host })).status).toBe(200);
    const socket = server.socket({ host, origin: `http://${host}` });
    expect(await outcomeOf(socket)).toBe('open');
    socket.close();
  }
});

test.each(['cross-site', 'same-site'])(
  'a %s page that has the browser ask with our cookie gets nothing',
  async (site) => {
    expect((await server.own('/media/image/1', { 'sec-fetch-site': site })).status).toBe(403);
    expect((await server.own('/', { 'sec-fetch-site': site })).status).toBe(403);
  },
);

test('an origin other than its own gets nothing, and no header that would let it read', async () => {
  for (const origin of [
    'http://evil.example',
    'http://127.0.0.1:1',
    'http://localhost',
    'null',
    `https://${server.host}`,
  ]) {
    const { status, headers } = await server.own('/', { origin });
    expect(status).toBe(403);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(await outcomeOf(server.socket({ origin }))).toBe(403);
  }
  expect((await server.own('/', { origin: `http://${server.host}` })).status).toBe(200);
});

test('a WebSocket needs the cookie and an origin', async () => {
  expect(await outcomeOf(server.socket({ cookie: '' }))).toBe(401);
  expect(await outcomeOf(server.socket({ origin: '' }))).toBe(403);
  expect(await outcomeOf(server.socket())).toBe('open');
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is refused', async (method) => {
  const { status, headers } = await server.get('/', { cookie: server.cookie }, method);
  expect(status).toBe(405);
  expect(headers.allow).toBe('GET, HEAD');
});

test('HEAD tells the size and gives nothing', async () => {
  const { status, headers, body } = await server.get('/', { cookie: server.cookie }, 'HEAD');
  expect([status, headers['content-length'], body.length]).toEqual([200, '35', 0]);
});

test('a thousand connections that ask for nothing keep no window out', async () => {
  const strangers = await Promise.all(
    Array.from({ length: 1000 }, async () => {
      const socket = connect(server.server.port, '127.0.0.1').on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    }),
  );
  expect((await server.own('/')).status).toBe(200);
  const socket = server.socket();
  expect(await outcomeOf(socket)).toBe('open');
  socket.close();
  for (const stranger of strangers) stranger.destroy();
});
