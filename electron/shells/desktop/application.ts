import { app, dialog, nativeTheme, session, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import type { Settings } from '../../contract/window.ts';
import type { Studio, StudioClient } from '../../core/service/studio.ts';
import { Ending } from './ending.ts';
import { lockDownSession } from './lock-down.ts';
import { showMenu } from './menu.ts';
import { servePages } from './pages.ts';
import { answered, mayDiscard, mayQuit, settle } from './quit.ts';
import { studioPort, type StudioPort } from './studio-port.ts';
import { StudioWindow } from './studio-window.ts';
import { TEXTS, type Texts } from './texts.ts';
import { answerWindowCalls, pick } from './window-calls.ts';
import { rememberState } from './window-state.ts';

/** Calls after which the menu shows something else. */
const CHANGES_MENU = /^(window\.(change|forget)|project\.(open|create))$/;

/** A studio with its window, menus and dialogs. */
export class Application {
  readonly #studio: Studio;
  readonly #port: StudioPort;
  readonly #window: StudioWindow;
  readonly #stateFile: string;
  #texts: Texts = TEXTS.en;

  private constructor(studio: Studio, stateFile: string) {
    this.#studio = studio;
    this.#stateFile = stateFile;
    this.#port = studioPort(studio, (call) => {
      if (CHANGES_MENU.test(call)) void this.#refresh();
    });
    this.#window = new StudioWindow(stateFile);
  }

  /** Opens the window on the pages in `pagesFolder`. `profileFolder` is for the window's own state. */
  static async open(
    studio: Studio,
    { pagesFolder, profileFolder }: { pagesFolder: string; profileFolder: string },
  ): Promise<Application> {
    lockDownSession(session.defaultSession);
    servePages(pagesFolder, studio.media);
    const application = new Application(studio, join(profileFolder, 'window.json'));
    application.#answerWindow();
    await application.#refresh();
    await application.#window.load();
    return application;
  }

  openProject(folder: string): void {
    this.#window.focus();
    this.#window.tell({ kind: 'open', folder });
  }

  focus(): void {
    this.#window.focus();
  }

  #answerWindow(): void {
    const { browser } = this.#window;
    answerWindowCalls(browser, {
      onConnect: ({ sender }) => this.#port.give(sender),
      onListening: () => this.#window.listen(),
      texts: () => this.#texts,
    });
    new Ending(app, browser, {
      prepare: () => this.#prepareEnd(),
      mayDiscard: () => mayDiscard(browser, this.#texts),
      closeStudio: async () => {
        await answered(this.#port);
        await this.#studio.close();
      },
      tell: (error) => dialog.showErrorBox('Palimpsest', String(error)),
    });
  }

  /** Asks about running jobs, remembers where the window stands, saves what is being typed. */
  async #prepareEnd(): Promise<boolean> {
    const { browser } = this.#window;
    if (!(await mayQuit(this.#studio.client, browser, this.#texts))) return false;
    await rememberState(this.#stateFile, browser);
    await settle(browser, this.#port);
    return true;
  }

  async #refresh(): Promise<void> {
    const { client } = this.#studio;
    const [settings, recent] = await Promise.all([client.window.settings(), client.window.recent()]);
    this.#texts = TEXTS[settings.language];
    nativeTheme.themeSource = themeSource(settings);
    const [latest] = recent;
    if (latest?.exists) app.addRecentDocument(latest.folder);
    const { browser } = this.#window;
    showMenu(this.#texts, recent, {
      act: (id) => this.#window.tell({ kind: 'action', id }),
      open: (folder) => this.openProject(folder),
      chooseProject: () => void this.#chooseProject(),
      about: () => void showAbout(client, browser, this.#texts),
    });
  }

  async #chooseProject(): Promise<void> {
    const [folder] = await pick({ kind: 'project' }, this.#window.browser, this.#texts);
    if (folder !== undefined) this.openProject(folder);
  }
}

/** High contrast is the pages' own; the system's dialogs then follow the system. */
const themeSource = ({ theme }: Settings): 'light' | 'dark' | 'system' =>
  theme === 'light' || theme === 'dark' ? theme : 'system';

/** Versions, the engines that work here, and the licences of what is bundled. */
async function showAbout(client: StudioClient, window: BrowserWindow, texts: Texts): Promise<void> {
  const [about, { engines }] = await Promise.all([client.window.about(), client.engines.report({ measure: false })]);
  const runtime = Object.entries(about.runtime).map(([name, version]) => `${name} ${version}`);
  const usable = engines.flatMap((line) => (line.usable ? [`${line.engine}: ${line.device}`] : []));
  const licences = about.licences.map(({ name, licence }) => `${name} (${licence})`);
  await dialog.showMessageBox(window, {
    type: 'info',
    title: texts.about,
    message: `${about.name} ${about.version}`,
    detail: [
      about.platform,
      runtime.join(', '),
      ...usable,
      about.dataFolder,
      '',
      `${texts.licences}: ${licences.join(', ')}`,
    ].join('\n'),
    noLink: true,
  });
}
