import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge, PickRequest, WindowCommand } from '../../../contract/bridge.ts';
import { CHANNELS } from '../channels.ts';

/** Runs sandboxed in the window, beside the page and not in it: all that the page has of Electron is this bridge. */

/** Long enough for a field that is left to hand its value over. */
const SETTLE_MS = 50;

const bridge: Bridge = {
  shell: 'desktop',
  connect: () => ipcRenderer.send(CHANNELS.connect),
  pick: (request: PickRequest) => ipcRenderer.invoke(CHANNELS.pick, request) as Promise<string[]>,
  pathOf,
  onCommand(listener) {
    ipcRenderer.removeAllListeners(CHANNELS.command);
    ipcRenderer.on(CHANNELS.command, (_event, command: WindowCommand) => listener(command));
    ipcRenderer.send(CHANNELS.listening);
  },
};

/** Runtimes before Electron 32 have the path on the file itself. */
function pathOf(file: File): string {
  const utilities = webUtils as typeof webUtils | undefined;
  return utilities ? utilities.getPathForFile(file) : ((file as File & { path?: string }).path ?? '');
}

ipcRenderer.on(CHANNELS.port, (event, message: string) =>
  window.postMessage(message, location.origin, [...event.ports]),
);

// What is being typed is a label that nobody has left yet; leaving the field saves it.
ipcRenderer.on(CHANNELS.settle, () => {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  setTimeout(() => ipcRenderer.send(CHANNELS.settled), SETTLE_MS);
});

contextBridge.exposeInMainWorld('palimpsest', bridge);
