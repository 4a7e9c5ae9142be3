import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { RecentProject } from '../../contract/window.ts';
import type { Texts } from './texts.ts';

/** What a menu can do. */
export interface MenuActions {
  /** An action of the window's key map. */
  act: (action: string) => void;
  chooseProject: () => void;
  open: (folder: string) => void;
  about: () => void;
}

type Item = MenuItemConstructorOptions;

const SEPARATOR: Item = { type: 'separator' };
const IS_MAC = process.platform === 'darwin';
const RECENT_SHOWN = 10;

/** Keys of the pages themselves are not repeated here: a page hears them first, and people may change them. */
export function showMenu(texts: Texts, recent: readonly RecentProject[], actions: MenuActions): void {
  const page = (name: 'projects' | 'browse' | 'annotate' | 'restore' | 'models' | 'train' | 'settings'): Item => ({
    label: texts[name],
    click: () => actions.act(`app.go.${name}`),
  });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(IS_MAC ? [applicationMenu(texts, actions)] : []),
      {
        label: texts.file,
        submenu: [
          { label: texts.newProject, accelerator: 'CmdOrCtrl+N', click: () => actions.act('app.go.projects') },
          { label: texts.openProject, accelerator: 'CmdOrCtrl+O', click: actions.chooseProject },
          { label: texts.openRecent, submenu: recentItems(texts, recent, actions) },
          SEPARATOR,
          { label: texts.importPairs, accelerator: 'CmdOrCtrl+I', click: () => actions.act('app.go.import') },
          SEPARATOR,
          IS_MAC ? { role: 'close' } : { label: texts.exit, role: 'quit' },
        ],
      },
      { label: texts.edit, role: 'editMenu' },
      {
        label: texts.view,
        submenu: [
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'resetZoom' },
          SEPARATOR,
          { role: 'togglefullscreen' },
        ],
      },
      {
        label: texts.go,
        submenu: [
          ...(['projects', 'browse', 'annotate', 'restore', 'models', 'train'] as const).map(page),
          SEPARATOR,
          { label: texts.jobs, click: () => actions.act('app.jobs') },
          { label: texts.commands, click: () => actions.act('app.palette') },
          ...(IS_MAC ? [] : [SEPARATOR, page('settings')]),
        ],
      },
      { label: texts.window, role: 'windowMenu' },
      {
        label: texts.help,
        role: 'help',
        submenu: [
          { label: texts.keys, click: () => actions.act('app.keys') },
          ...(IS_MAC ? [] : [SEPARATOR, { label: texts.about, click: actions.about }]),
        ],
      },
    ]),
  );
}

function applicationMenu(texts: Texts, { act, about }: MenuActions): Item {
  return {
    role: 'appMenu',
    submenu: [
      { label: texts.about, click: about },
      SEPARATOR,
      { label: `${texts.settings}…`, accelerator: 'Cmd+,', click: () => act('app.go.settings') },
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      { role: 'quit' },
    ],
  };
}

function recentItems(texts: Texts, recent: readonly RecentProject[], { open }: MenuActions): Item[] {
  const items = recent
    .filter(({ exists }) => exists)
    .slice(0, RECENT_SHOWN)
    .map(({ name, folder }): Item => ({ label: `${name} (${folder})`, click: () => open(folder) }));
  return items.length > 0 ? items : [{ label: texts.noRecent, enabled: false }];
}
