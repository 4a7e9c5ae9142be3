import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { CHANNELS } from '../../../../electron/shells/desktop/channels.ts';
import { settle } from '../../../../electron/shells/desktop/quit.ts';

const { ipcMain } = await vi.hoisted(async () => {
  const events = await import('node:events');
  return { ipcMain: new events.EventEmitter() };
});
vi.mock('electron', () => ({ ipcMain, dialog: {}, net: {}, protocol: {}, app: {} }));

const OURS = { url: 'studio://app/index.html' };
const said = (frame: { url: string }) => ({ senderFrame: frame, sender: { mainFrame: frame } });

/** A page that answers `settle` as `answer` does. */
const pageThat = (answer: () => void) => ({ webContents: { send: answer } }) as unknown as Parameters<typeof settle>[0];

/** Calls one after the other, with a gap between two of them, as labels are saved. */
function savingPort(count: number) {
  const ends = new EventEmitter();
  let calls = 0;
  let underWay = false;
  const save = async () => {
    while (calls < count) {
      calls++;
      underWay = true;
      await setTimeout(20);
      underWay = false;
      ends.emit('idle');
      await setTimeout(5);
    }
  };
  return {
    save,
    give: () => undefined,
    calls: () => calls,
    idle: () => (underWay ? new Promise<void>((resolve) => ends.once('idle', resolve)) : Promise.resolve()),
  };
}

test('labels that wait behind the one being saved are waited for', async () => {
  const port = savingPort(4);
  await settle(
    pageThat(() => {
      void port.save();
      ipcMain.emit(CHANNELS.settled, said(OURS));
    }),
    port,
  );
  expect(port.calls()).toBe(4);
  expect(ipcMain.listenerCount(CHANNELS.settled)).toBe(0);
});

test('another page than ours cannot say that the page has settled', async () => {
  const port = savingPort(1);
  let isOver = false;
  const settling = settle(
    pageThat(() => ipcMain.emit(CHANNELS.settled, said({ url: 'https://example.org/' }))),
    port,
  ).then(() => {
    isOver = true;
  });
  await setTimeout(300);
  expect(isOver).toBe(false);
  ipcMain.emit(CHANNELS.settled, said(OURS));
  await settling;
  expect(ipcMain.listenerCount(CHANNELS.settled)).toBe(0);
});
