import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { ref } from 'vue';
import { PORT_MESSAGE, type Bridge } from '../../electron/contract/bridge.ts';

type Link = ClientLink<ClientContext>;

/** Whether the studio can be asked just now. */
export const connectionState = ref<'connecting' | 'open' | 'lost'>('connecting');

/** Over one WebSocket, opened again after a second, then two, then four whenever it closes. Calls wait for it. */
export function socketConnection(address: string): Link {
  let link!: Promise<Link>;
  let attempt = 0;

  function open(): void {
    link = new Promise((resolve) => {
      const connect = () => {
        const socket = new WebSocket(address);
        const made = new SocketLink({ websocket: socket });
        let opened = false;
        socket.addEventListener('open', () => {
          opened = true;
          attempt = 0;
          connectionState.value = 'open';
          resolve(made);
        });
        socket.addEventListener('close', () => {
          connectionState.value = 'lost';
          const wait = Math.min(1000 * 2 ** attempt++, 4000);
          setTimeout(opened ? open : connect, opened ? 200 : wait);
        });
      };
      connect();
    });
  }

  open();
  return { call: async (...call) => (await link).call(...call) };
}

/** Over a port to the desktop's main process, which lives as long as the window. */
export function portConnection(bridge: Bridge): Link {
  const link = new Promise<Link>((resolve) => {
    const receive = (message: MessageEvent) => {
      const port = message.ports[0];
      if (message.source !== window || message.data !== PORT_MESSAGE || !port) return;
      window.removeEventListener('message', receive);
      const made = new PortLink({ port });
      port.start();
      connectionState.value = 'open';
      resolve(made);
    };
    window.addEventListener('message', receive);
    bridge.connect();
  });
  return { call: async (...call) => (await link).call(...call) };
}
