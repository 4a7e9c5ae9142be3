import { dialog, ipcMain, type BrowserWindow, type IpcMainEvent } from 'electron';
import { setTimeout } from 'node:timers/promises';
import type { StudioClient } from '../../core/service/studio.ts';
import { CHANNELS } from './channels.ts';
import type { StudioPort } from './studio-port.ts';
import type { Texts } from './texts.ts';
import { isOurs } from './window-calls.ts';

/** How long a page may take to leave its field, be without a call to count as done, and a job to finish what is in hand. */
const SETTLE_MS = 2000;
const QUIET_MS = 100;
const STOP_MS = 30_000;
const LOOK_MS = 200;

/** Whether a person agrees to stop what is running; without anything running nobody is asked. Running jobs are then stopped. */
export async function mayQuit(client: StudioClient, window: BrowserWindow, texts: Texts): Promise<boolean> {
  const running = await runningJobs(client);
  if (running.length === 0) return true;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: texts.jobsRunning,
    detail: texts.jobsRunningDetail,
    buttons: [texts.stopAndQuit, texts.keepWorking],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  if (response !== 0) return false;
  for (const { id } of running) await client.jobs.stop({ jobId: id }).catch(() => undefined); // ended meanwhile
  for (const end = Date.now() + STOP_MS; Date.now() < end && (await runningJobs(client)).length > 0;) {
    await setTimeout(LOOK_MS);
  }
  return true;
}

/** Whether a person agrees to lose labels that could not be saved. */
export function mayDiscard(window: BrowserWindow, texts: Texts): boolean {
  const response = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: texts.labelsUnsaved,
    detail: texts.labelsUnsavedDetail,
    buttons: [texts.discardAndClose, texts.keepWorking],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

/** Has the page save what is being typed, and waits for its writes; not for longer than `SETTLE_MS`. */
export async function settle(window: BrowserWindow, port: StudioPort): Promise<void> {
  const waiting = new AbortController();
  const settled = new Promise<void>((resolve) => {
    const hear = (event: IpcMainEvent) => {
      if (isOurs(event)) resolve();
    };
    ipcMain.on(CHANNELS.settled, hear);
    waiting.signal.addEventListener('abort', () => ipcMain.off(CHANNELS.settled, hear));
  });
  window.webContents.send(CHANNELS.settle);
  await Promise.race([settled.then(() => quiet(port, waiting.signal)), setTimeout(SETTLE_MS)]);
  waiting.abort();
}

/** Waits for the calls of a page that has gone; not for longer than `SETTLE_MS`. */
export async function answered(port: StudioPort): Promise<void> {
  await Promise.race([port.idle(), setTimeout(SETTLE_MS)]);
}

/** A page saves labels one after the other: between two of them no call is under way, for as long as a message travels. */
async function quiet(port: StudioPort, signal: AbortSignal): Promise<void> {
  for (let before = -1; before !== port.calls() && !signal.aborted;) {
    await port.idle();
    before = port.calls();
    await setTimeout(QUIET_MS);
  }
}

async function runningJobs(client: StudioClient) {
  return (await client.jobs.list()).filter(({ state }) => state === 'running' || state === 'stopping');
}
