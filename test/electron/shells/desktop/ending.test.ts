import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Ending } from '../../../../electron/shells/desktop/ending.ts';

type Parts = ConstructorParameters<typeof Ending>;

/** A window and an application that close and quit in Electron's order of events, and what happened to them. */
function scene({ unsaved = false, prepare = () => Promise.resolve(true) } = {}) {
  const told: string[] = [];
  const page = { unsaved, discard: false };
  const emit = (emitter: EventEmitter, name: string): boolean => {
    let isPrevented = false;
    emitter.emit(name, { preventDefault: () => (isPrevented = true) });
    return isPrevented;
  };
  const webContents = new EventEmitter();
  let isDestroyed = false;
  const destroy = () => {
    isDestroyed = true;
    told.push('page gone');
    window.emit('closed');
    app.quit(); // as Electron does when its last window has closed
  };
  const close = () => {
    if (isDestroyed || emit(window, 'close')) return;
    if (page.unsaved && !emit(webContents, 'will-prevent-unload')) return;
    destroy();
  };
  const window = Object.assign(new EventEmitter(), { webContents, close, destroy, isDestroyed: () => isDestroyed });
  const quit = () => {
    if (!isDestroyed) close();
    else if (!emit(app, 'will-quit')) told.push('quit');
  };
  const app = Object.assign(new EventEmitter(), { quit });
  new Ending(app as unknown as Parts[0], window as unknown as Parts[1], {
    prepare: () => (told.push('prepare'), prepare()),
    mayDiscard: () => (told.push('ask'), page.discard),
    closeStudio: async () => {
      told.push('closing');
      await setImmediate();
      told.push('closed');
    },
    tell: (error) => told.push(String(error)),
  });
  return { app, window, webContents, page, told };
}

/** Until nothing happens any more. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await setImmediate();
}

const ENDED = ['prepare', 'page gone', 'closing', 'closed', 'quit'];

describe('the end of the desktop', () => {
  test.each(['window', 'app'] as const)('the studio closes once, after the page: %s', async (way) => {
    const { window, app, told } = scene();
    if (way === 'window') window.close();
    else app.quit();
    await rest();
    expect(told).toEqual(ENDED);
  });

  test('requests to end that come while it ends change nothing', async () => {
    const { window, app, told } = scene();
    window.close();
    app.quit();
    window.close();
    await rest();
    expect(told).toEqual(ENDED);
  });

  test('who says no to stopping work keeps the window, and is asked again the next time', async () => {
    let answer = false;
    const { window, told } = scene({ prepare: () => Promise.resolve(answer) });
    window.close();
    await rest();
    expect(told).toEqual(['prepare']);
    answer = true;
    window.close();
    await rest();
    expect(told).toEqual(['prepare', ...ENDED]);
  });

  test('a page that keeps its labels keeps the studio open, and can be closed later', async () => {
    const { window, app, page, told } = scene({ unsaved: true });
    window.close();
    await rest();
    expect(told).toEqual(['prepare', 'ask']);
    page.unsaved = false;
    app.quit();
    await rest();
    expect(told).toEqual(['prepare', 'ask', ...ENDED]);
  });

  test('labels that may be lost end it', async () => {
    const { window, page, told } = scene({ unsaved: true });
    page.discard = true;
    window.close();
    await rest();
    expect(told).toEqual(['prepare', 'ask', 'page gone', 'closing', 'closed', 'quit']);
  });

  test('a page that would only be loaded again is not asked about', () => {
    const { webContents, told } = scene({ unsaved: true });
    webContents.emit('will-prevent-unload', { preventDefault: () => told.push('left') });
    expect(told).toEqual([]);
  });

  test('a page that crashes while it is asked goes all the same', async () => {
    const { window, webContents, told } = scene();
    // It never answers: the window stays until the crash is heard.
    window.close = () => void window.emit('close', { preventDefault: () => told.push('kept') });
    window.close();
    await rest();
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await rest();
    expect(told).toEqual(['kept', ...ENDED]);
  });

  test('what fails on the way out is told, and keeps nothing open', async () => {
    const { window, told } = scene({ prepare: () => Promise.reject(new Error('no space')) });
    window.close();
    await rest();
    expect(told).toEqual(['prepare', 'Error: no space', ...ENDED.slice(1)]);
  });
});
