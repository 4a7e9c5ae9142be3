import { app, dialog, utilityProcess } from 'electron';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { asProblem } from '../../../models/base/problem.ts';
import { dataFolder } from '../../../models/base/data-folder.ts';
import { CLOSE } from '../../compute/host/parent-channel.ts';
import manifest from '../../../package.json' with { type: 'json' };
import * as engineRoom from '../../compute/client/engine-reports.ts';
import { HOST_SCRIPT, startHostsBy, type StartHost } from '../../compute/client/host-process.ts';
import { createStudio } from '../../core/service/studio.ts';
import { Application } from './application.ts';
import { lockDownContents, silenceChromium } from './lock-down.ts';
import { namedProject } from './named-project.ts';
import { declarePages } from './pages.ts';

/** Electron's main process: the studio's core, its window, and nothing that computes. */

const SOFTWARE = `Palimpsest ${manifest.version}`;
const profileFolder = join(dataFolder(), 'desktop');

/** Arguments that are ours: not the program, and not the application's folder where Electron runs one. */
const ownArguments = (argv: readonly string[]): string[] =>
  argv.slice(1).filter((arg) => resolve(arg) !== app.getAppPath());

let application: Application | undefined;
/** A project that the system asked for before the window was there. */
let wanted: Promise<string | undefined> = Promise.resolve(undefined);

function openNamed(args: readonly string[], workingFolder: string): void {
  wanted = namedProject(args, workingFolder);
  void wanted.then((folder) => {
    application?.focus();
    if (application && folder !== undefined) application.openProject(folder);
  });
}

async function start(): Promise<void> {
  startHostsBy(startUtilityHost);
  const studio = createStudio({
    program: 'palimpsest desktop',
    shell: 'desktop',
    software: SOFTWARE,
    applicationFolder: app.getAppPath(),
    engines: { ...engineRoom, report: (options) => engineRoom.report(SOFTWARE, options) },
  });
  application = await Application.open(studio, {
    pagesFolder: join(app.getAppPath(), 'out', 'renderer'),
    profileFolder,
  });
  process.send?.('open'); // to `npm start`, which waits for it
  const folder = await wanted;
  if (folder !== undefined) application.openProject(folder);
}

function fail(error: unknown): void {
  const { message } = asProblem(error, 'Palimpsest');
  process.stderr.write(`${message}\n${error instanceof Error ? (error.stack ?? '') : ''}\n`);
  dialog.showErrorBox('Palimpsest', message);
  app.exit(3);
}

mkdirSync(profileFolder, { recursive: true });
app.setPath('userData', profileFolder);
silenceChromium();
declarePages();
lockDownContents();
if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, argv, workingFolder) => openNamed(ownArguments(argv), workingFolder));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openNamed([path], process.cwd());
  });
  openNamed(ownArguments(process.argv), process.cwd());
  app.whenReady().then(start).catch(fail);
} else {
  app.quit();
}

/** Compute hosts as utility processes: they end with the studio, and a crash of one is not Electron's. */
const startUtilityHost: StartHost = ({ onMessage, onStderr, onEnd }) => {
  const child = utilityProcess.fork(HOST_SCRIPT, [], {
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: 'Palimpsest compute',
  });
  let processId: number | undefined;
  let hasEnded = false;
  child.stderr?.on('data', (text: Buffer) => onStderr(text.toString()));
  child.on('message', onMessage);
  child.on('spawn', () => (processId = child.pid));
  child.on('exit', (code) => {
    hasEnded = true;
    onEnd(code === 0 ? 'ended with exit code 0' : `was ended (${code})`);
  });
  const send = (message: unknown) => {
    if (!hasEnded) child.postMessage(message);
  };
  return {
    get processId() {
      return processId;
    },
    send,
    close: () => send(CLOSE),
  };
};
