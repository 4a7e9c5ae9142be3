import type { App, BrowserWindow } from 'electron';

/** What is done on the way out, in this order. */
export interface Farewell {
  /** Asks what must be asked and saves what can be saved; `false` keeps the window. */
  prepare: () => Promise<boolean>;
  /** Asks whether what the page could not save may be lost. Blocks, because the page is waiting for the answer. */
  mayDiscard: () => boolean;
  /** After the page has gone. */
  closeStudio: () => Promise<void>;
  /** Tells of something that failed; it never keeps a window open. */
  tell: (error: unknown) => void;
}

/**
 * The end of the application, whichever way it comes: the window is closed, the menu quits, the system quits, the page
 * crashes meanwhile. The page goes first, as it may still say no, and then everything works as before. The studio is
 * closed after it, once, and only then does the application quit.
 */
export class Ending {
  readonly #app: Pick<App, 'on' | 'quit'>;
  readonly #farewell: Farewell;
  #state: 'open' | 'preparing' | 'leaving' | 'closing' | 'closed' = 'open';

  constructor(app: Pick<App, 'on' | 'quit'>, window: BrowserWindow, farewell: Farewell) {
    this.#app = app;
    this.#farewell = farewell;
    window.on('close', (event) => {
      if (this.#state === 'leaving') return;
      event.preventDefault();
      void this.#leave(window);
    });
    window.webContents.on('will-prevent-unload', (event) => {
      // A page that is loaded again is nobody's request to leave.
      if (this.#state !== 'leaving') return;
      if (farewell.mayDiscard()) event.preventDefault();
      else this.#state = 'open';
    });
    // A page that crashed while it was asked whether it may go will not answer.
    window.webContents.on('render-process-gone', () => {
      if (this.#state === 'leaving' && !window.isDestroyed()) window.destroy();
    });
    window.on('closed', () => void this.#close());
    app.on('will-quit', (event) => {
      if (this.#state === 'closed') return;
      event.preventDefault();
      void this.#close();
    });
  }

  async #leave(window: BrowserWindow): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'preparing';
    try {
      if (!(await this.#farewell.prepare())) {
        if (!window.isDestroyed()) this.#state = 'open';
        return;
      }
    } catch (error) {
      // The database is sound at any moment; a window that cannot be closed would not make it sounder.
      this.#farewell.tell(error);
    }
    if (window.isDestroyed()) return;
    this.#state = 'leaving';
    window.close();
  }

  async #close(): Promise<void> {
    if (this.#state === 'closing' || this.#state === 'closed') return;
    this.#state = 'closing';
    try {
      await this.#farewell.closeStudio();
    } catch (error) {
      this.#farewell.tell(error);
    }
    this.#state = 'closed';
    this.#app.quit();
  }
}
