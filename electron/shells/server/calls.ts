import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/websocket';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Studio } from '../../core/service/studio.ts';
import type { Gatekeeper } from './gatekeeper.ts';

/** A call with the ids of every pair of a large set, or the longest notes, is a tenth of that. */
export const MOST_MESSAGE_BYTES = 8 * 1024 * 1024;
/** What may wait for a reader that is too slow before it is let go; its page opens a new connection. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;
const MOST_SOCKETS = 64;
const HEARTBEAT_MS = 30_000;

/** As in RFC 6455. */
const CLOSE = { goingAway: 1001, badMessage: 1007, tryLater: 1013 } as const;

type Peer = Parameters<RPCHandler<object>['message']>[0];

/** Answers the studio's calls over WebSockets at `/rpc`. */
export class Calls {
  readonly #handler: RPCHandler<object>;
  readonly #gatekeeper: Gatekeeper;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: MOST_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  readonly #heartbeat: NodeJS.Timeout;
  readonly #silent = new WeakSet<WebSocket>();

  constructor(router: Studio['router'], gatekeeper: Gatekeeper) {
    this.#handler = new RPCHandler(router);
    this.#gatekeeper = gatekeeper;
    this.#heartbeat = setInterval(() => this.#checkAlive(), HEARTBEAT_MS).unref();
  }

  /** For the server's event `upgrade`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (request.url !== '/rpc') return refuse(socket, '404 Not Found');
    const passage = this.#gatekeeper.socketPassage(request);
    if (passage !== 'open') return refuse(socket, passage === 'foreign' ? '403 Forbidden' : '401 Unauthorized');
    if (this.#sockets.clients.size >= MOST_SOCKETS) return refuse(socket, '503 Service Unavailable');
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#answer(opened));
  }

  /** Tells every page that it ends; those that do not answer are cut off. */
  close(): void {
    clearInterval(this.#heartbeat);
    for (const socket of this.#sockets.clients) {
      socket.close(CLOSE.goingAway);
      setTimeout(() => socket.terminate(), 1000).unref();
    }
    this.#sockets.close();
  }

  #answer(socket: WebSocket): void {
    const peer = peerOf(socket);
    socket.on('message', (data, isBinary) => {
      this.#silent.delete(socket);
      const bytes = data as Buffer; // as `binaryType` is by default
      const message = isBinary ? new Uint8Array(bytes).buffer : bytes.toString('utf8');
      this.#handler.message(peer, message, { context: {} }).catch(() => socket.close(CLOSE.badMessage));
    });
    socket.on('pong', () => this.#silent.delete(socket));
    socket.on('close', () => this.#handler.close(peer));
    socket.on('error', () => socket.terminate());
  }

  /** A page whose machine went to sleep or lost its tunnel never says that it left. */
  #checkAlive(): void {
    for (const socket of this.#sockets.clients) {
      if (this.#silent.has(socket)) socket.terminate();
      this.#silent.add(socket);
      socket.ping();
    }
  }
}

/** What oRPC talks to: it waits for each message to be on its way, so that a slow page slows its jobs' events down. */
function peerOf(socket: WebSocket): Peer {
  // A promise, which oRPC waits for, though the type that it borrows from browsers returns nothing.
  const send = (data: string | ArrayBufferLike | Blob | ArrayBufferView): unknown =>
    new Promise<void>((resolve) => {
      if (socket.bufferedAmount > MOST_WAITING_BYTES) socket.close(CLOSE.tryLater);
      socket.send(data as string | ArrayBufferLike, () => resolve()); // its own event reports that it closed
    });
  return { send, addEventListener: () => undefined };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
