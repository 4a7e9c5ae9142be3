/** The way from a host to the process that started it, whichever runtime both are in. */
export interface ParentChannel {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Once, when the parent wants no more. Where the parent dies in Electron, the host is ended without a word. */
  onClose(listener: () => void): void;
}

/** What a parent without a channel to close says instead. */
export const CLOSE = 'close';

/** Electron's side of a utility process. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

export function parentChannel(): ParentChannel {
  const { parentPort } = process as { parentPort?: ParentPort };
  return parentPort ? overPort(parentPort) : OVER_IPC;
}

const OVER_IPC: ParentChannel = {
  send: (message) => void process.send?.(message),
  onMessage: (listener) => void process.on('message', listener),
  onClose: (listener) => void process.once('disconnect', listener),
};

function overPort(port: ParentPort): ParentChannel {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', ({ data }) => data !== CLOSE && listener(data)),
    onClose: (listener) => port.on('message', ({ data }) => data === CLOSE && listener()),
  };
}
