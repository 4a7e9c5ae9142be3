import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem } from '../../../models/base/problem.ts';
import type { Studio } from '../../core/service/studio.ts';
import { Calls } from './calls.ts';
import { Gatekeeper } from './gatekeeper.ts';
import { answerRequests } from './requests.ts';
import { Strangers } from './strangers.ts';

/** Never anything else: the studio reads and writes files, and is for whoever sits at this machine. */
const HOST = '127.0.0.1';

/** Limits on who keeps a connection waiting. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16 * 1024,
  connectionsCheckingInterval: 5_000,
};
const IDLE_MS = 60_000;
/** Connections that ask for nothing yet, or without our cookie. */
const MOST_STRANGERS = 64;

export interface StudioServer {
  port: number;
  /** With the token that lets a browser in. */
  address: string;
  /** Ends every connection. The studio stays as it is. */
  close(): Promise<void>;
}

/**
 * Serves a studio's window, pictures and calls on loopback. `port` 0 takes a free one. Throws `in-use` for a port that is
 * taken, `bad-argument` for one that this user may not take.
 */
export async function serveStudio(
  studio: Studio,
  { port, pagesFolder }: { port: number; pagesFolder: string },
): Promise<StudioServer> {
  const server = createServer(LIMITS);
  server.setTimeout(IDLE_MS);
  const bound = await listen(server, port);
  const gatekeeper = new Gatekeeper(String(bound));
  const strangers = new Strangers(MOST_STRANGERS);
  server.on('connection', (socket) => strangers.add(socket));
  const calls = new Calls(studio.router, gatekeeper);
  server.on('request', answerRequests({ gatekeeper, strangers, media: studio.media, pagesFolder }));
  server.on('upgrade', (request, socket, head) => {
    if (gatekeeper.socketPassage(request) === 'open') strangers.letIn(request.socket);
    calls.upgrade(request, socket, head);
  });
  server.on('clientError', (_, socket) => socket.destroy());
  return {
    port: bound,
    address: `http://${HOST}:${bound}/?token=${gatekeeper.token}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      calls.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 1000).unref();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new Problem('port-taken', { port }, { cause: error });
    if (code === 'EACCES') throw new Problem('port-forbidden', { port }, { cause: error });
    throw error;
  }
  return (server.address() as AddressInfo).port;
}
