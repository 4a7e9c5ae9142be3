import type { Socket } from 'node:net';

/**
 * Connections that have not shown yet that they belong to a window. Any program of this machine may open some and say
 * nothing: the oldest of too many goes, so that they never keep a window out.
 */
export class Strangers {
  readonly #most: number;
  /** In the order in which they came. */
  readonly #sockets = new Set<Socket>();

  constructor(most: number) {
    this.#most = most;
  }

  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    const [oldest] = this.#sockets;
    if (this.#sockets.size > this.#most) oldest?.destroy();
  }

  /** It has the cookie, or the token. */
  letIn(socket: Socket): void {
    this.#sockets.delete(socket);
  }
}
