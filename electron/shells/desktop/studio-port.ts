import { RPCHandler } from '@orpc/server/message-port';
import { MessageChannelMain, type WebContents } from 'electron';
import { PORT_MESSAGE } from '../../contract/bridge.ts';
import type { Studio } from '../../core/service/studio.ts';
import { CHANNELS } from './channels.ts';

/** The studio's calls, served to windows over message ports. */
export interface StudioPort {
  /** Hands a new port over; the window's former one closes with the page that held it. */
  give: (window: WebContents) => void;
  /** Resolves when no call is under way; streams of events do not count. */
  idle: () => Promise<void>;
  /** How many calls have come so far. */
  calls: () => number;
}

/** `onCalled` hears the name of every call that succeeded, such as `window.change`. */
export function studioPort({ router }: Pick<Studio, 'router'>, onCalled: (call: string) => void): StudioPort {
  let underWay = 0;
  let calls = 0;
  const waiting: (() => void)[] = [];
  const handler = new RPCHandler(router, {
    clientInterceptors: [
      async (call) => {
        underWay++;
        calls++;
        try {
          const result = await call.next();
          onCalled(call.path.join('.'));
          return result;
        } finally {
          underWay--;
          if (underWay === 0) for (const resolve of waiting.splice(0)) resolve();
        }
      },
    ],
  });
  return {
    give: (window) => {
      const { port1, port2 } = new MessageChannelMain();
      handler.upgrade(port1, { context: {} });
      port1.start();
      window.postMessage(CHANNELS.port, PORT_MESSAGE, [port2]);
    },
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    calls: () => calls,
  };
}
