import { app, BrowserWindow, nativeTheme } from 'electron';
import { join } from 'node:path';
import type { WindowCommand } from '../../contract/bridge.ts';
import { CHANNELS } from './channels.ts';
import { START_PAGE } from './pages.ts';
import { rememberedState, smallestSize } from './window-state.ts';

/** The one window, and what waits to be sent to it until its page listens. */
export class StudioWindow {
  readonly browser: BrowserWindow;
  #isListening = false;
  #waiting: WindowCommand[] = [];

  /** `stateFile` holds where it last stood. */
  constructor(stateFile: string) {
    const { bounds, maximised } = rememberedState(stateFile);
    this.browser = new BrowserWindow({
      ...bounds,
      ...smallestSize,
      title: 'Palimpsest',
      show: false,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f172a' : '#ffffff',
      webPreferences: {
        preload: join(app.getAppPath(), 'out', 'desktop', 'preload.cjs'),
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    });
    this.browser.once('ready-to-show', () => {
      if (maximised) this.browser.maximize();
      this.browser.show();
    });
    // A page that is loaded again has to say again that it listens.
    this.browser.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) this.#isListening = false;
    });
    this.browser.on('closed', () => {
      this.#isListening = false;
    });
    // A page that crashed is loaded again; what it had saved is in the project, and jobs are not its own.
    this.browser.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') this.browser.reload();
    });
  }

  load(): Promise<void> {
    return this.browser.loadURL(START_PAGE);
  }

  focus(): void {
    if (this.browser.isDestroyed()) return; // the project is being closed
    if (this.browser.isMinimized()) this.browser.restore();
    this.browser.focus();
  }

  tell(command: WindowCommand): void {
    if (this.#isListening) this.browser.webContents.send(CHANNELS.command, command);
    else this.#waiting.push(command);
  }

  /** The page hears commands from now on. */
  listen(): void {
    this.#isListening = true;
    for (const command of this.#waiting.splice(0)) this.tell(command);
  }
}
