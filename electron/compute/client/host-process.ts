import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The program that a host process runs. */
export const HOST_SCRIPT = fileURLToPath(new URL('../host/host.ts', import.meta.url));

/** What a client hears of its host. */
export interface HostListener {
  onMessage: (message: unknown) => void;
  onStderr: (text: string) => void;
  /** Once, at the end of a host or when there is none: how it came, such as `was ended by SIGKILL`. */
  onEnd: (how: string) => void;
}

/** A compute host as its client sees it. */
export interface HostProcess {
  readonly processId: number | undefined;
  /** To one that has died, nothing happens: its `onEnd` tells. */
  send(message: unknown): void;
  /** Lets it finish, free its device and end. */
  close(): void;
}

export type StartHost = (listener: HostListener) => HostProcess;

let startHere: StartHost = forkHost;

/**
 * Says how this process starts hosts; a child process of Node's where nobody said. What a process can start is decided by
 * what it runs in, Node or Electron's main process, so a shell says it once, before the first host.
 */
export function startHostsBy(start: StartHost): void {
  startHere = start;
}

export const startHost: StartHost = (listener) => startHere(listener);

function forkHost({ onMessage, onStderr, onEnd }: HostListener): HostProcess {
  // Its own process group: Ctrl-C reaches the shell only, which lets the host finish the items in hand.
  const child = fork(HOST_SCRIPT, [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
    windowsHide: true,
    // Bytes of pictures travel as bytes.
    serialization: 'advanced',
  });
  child.stderr?.on('data', (text: Buffer) => onStderr(text.toString()));
  child.on('message', onMessage);
  child.on('exit', (code, signal) => onEnd(signal ? `was ended by ${signal}` : `ended with exit code ${code ?? 0}`));
  child.on('error', (error) => {
    if (child.pid === undefined) onEnd(`could not be started: ${error.message}`);
  });
  return {
    processId: child.pid,
    send: (message) => void child.send(message as object, () => undefined),
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
}
