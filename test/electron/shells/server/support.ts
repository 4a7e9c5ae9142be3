import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { afterAll, beforeAll } from 'vitest';
import { WebSocket } from 'ws';
import type { Studio, StudioClient } from '../../../../electron/core/service/studio.ts';
import { serveStudio, type StudioServer } from '../../../../electron/shells/server/server.ts';
import { testStudio } from '../../core/service/test-studio.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A studio that is served for the tests of one file, with pages of its own. */
export class Served {
  folder = '';
  studio!: Studio;
  server!: StudioServer;
  cookie = '';

  get host(): string {
    return `127.0.0.1:${this.server.port}`;
  }

  get token(): string {
    return new URL(this.server.address).searchParams.get('token') ?? '';
  }

  /** A request exactly as given: the path is not tidied, as `fetch` would. */
  get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { port } = this.server;
      const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      });
      asked.on('error', reject).end();
    });
  }

  /** As a page of the studio asks. */
  own(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.get(path, { cookie: this.cookie, ...headers });
  }

  socket(headers: Record<string, string> = {}): WebSocket {
    return new WebSocket(`ws://${this.host}/rpc`, {
      headers: { cookie: this.cookie, origin: `http://${this.host}`, ...headers },
    });
  }

  /** The studio's calls over a WebSocket, and the socket. */
  client(): { client: StudioClient; socket: WebSocket } {
    const socket = this.socket();
    const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
    return { client: createORPCClient(link), socket };
  }
}

export function served(): Served {
  const it = new Served();
  beforeAll(async () => {
    it.folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
    const pagesFolder = join(it.folder, 'pages');
    await mkdir(join(pagesFolder, 'assets'), { recursive: true });
    await writeFile(join(it.folder, 'secret.html'), 'secret');
    await writeFile(join(pagesFolder, 'index.html'), '<!doctype html><title>Start</title>');
    await writeFile(join(pagesFolder, 'assets', 'main-a1B2c3D4.js'), 'export {};');
    await writeFile(join(pagesFolder, 'assets', 'notes.exe'), 'MZ');
    it.studio = testStudio('palimpsest serve');
    it.server = await serveStudio(it.studio, { port: 0, pagesFolder });
    const { headers } = await it.get(`/?token=${it.token}`);
    it.cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  });
  afterAll(async () => {
    await it.server.close();
    await it.studio.close();
    await rm(it.folder, { recursive: true });
  });
  return it;
}

/** How an attempt to open a WebSocket ended: `open`, or the status of the refusal. */
export const outcomeOf = (socket: WebSocket): Promise<'open' | number> =>
  new Promise((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    socket.on('error', () => undefined); // told above
  });

/** The code that a socket closes with. */
export const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.on('close', resolve));
