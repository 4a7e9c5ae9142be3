import { dialog, ipcMain, type BrowserWindow } from 'electron';
import { setTimeout } from 'node:timers/promises';
import type { Studio, StudioClient } from '../../core/studio/studio.ts';
import { CHANNELS } from './channels.ts';
import type { StudioPort } from './studio-port.ts';
import type { Texts } from './texts.ts';

/** How long a page may take to leave its field, and a job to finish what is in hand. */
const SETTLE_MS = 2000;
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

/** Saves what is being typed, waits for every write, and closes the project. */
export async function settle(window: BrowserWindow, port: StudioPort, studio: Studio): Promise<void> {
  const settled = new Promise((resolve) => ipcMain.once(CHANNELS.settled, resolve));
  window.webContents.send(CHANNELS.settle);
  await Promise.race([settled.then(() => port.idle()), setTimeout(SETTLE_MS)]);
  await studio.close();
}

async function runningJobs(client: StudioClient) {
  return (await client.jobs.list()).filter(({ state }) => state === 'running' || state === 'stopping');
}
