import {
  type BrowserWindow,
  dialog,
  ipcMain,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  type OpenDialogOptions,
} from 'electron';
import { pickRequestSchema, type PickRequest } from '../../contract/bridge.ts';
import { CHANNELS } from './channels.ts';
import { isOwnPage } from './pages.ts';
import type { Texts } from './texts.ts';

/** What the preload script asks for. Senders other than the main frame of our own pages are not heard. */
export interface WindowCalls {
  onConnect: (event: IpcMainEvent) => void;
  onListening: () => void;
  texts: () => Texts;
}

export function answerWindowCalls(window: BrowserWindow, { onConnect, onListening, texts }: WindowCalls): void {
  ipcMain.on(CHANNELS.connect, (event) => {
    if (isOurs(event)) onConnect(event);
  });
  ipcMain.on(CHANNELS.listening, (event) => {
    if (isOurs(event)) onListening();
  });
  ipcMain.handle(CHANNELS.pick, (event, request: unknown) => {
    if (!isOurs(event)) throw new Error('not from a page of the studio');
    return pick(pickRequestSchema.parse(request), window, texts());
  });
}

/** Paths that a person chooses in the system's dialog; none where it was closed. */
export async function pick({ kind }: PickRequest, window: BrowserWindow, texts: Texts): Promise<string[]> {
  const options: OpenDialogOptions = {
    title: texts[kind === 'files' ? 'chooseFiles' : kind === 'folder' ? 'chooseFolder' : 'openProject'],
    properties:
      kind === 'files' ? ['openFile', 'multiSelections'] : ['openDirectory', ...(kind === 'folder' ? CREATING : [])],
  };
  const { filePaths } = await dialog.showOpenDialog(window, options);
  return filePaths;
}

const CREATING = ['createDirectory', 'promptToCreate'] as const;

/** Whether a message comes from the main frame of a page of ours. */
export function isOurs({ senderFrame, sender }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isOwnPage(senderFrame.url);
}
