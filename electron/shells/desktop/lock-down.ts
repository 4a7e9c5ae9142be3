import { app, type Session } from 'electron';
import { isOwnPage } from './pages.ts';

/** Addresses that no page of ours asks for. */
const REMOTE = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'];

/** Before the app is ready: keeps Chromium's own services off the network. */
export function silenceChromium(): void {
  for (const off of ['disable-background-networking', 'disable-component-update', 'disable-domain-reliability']) {
    app.commandLine.appendSwitch(off);
  }
}

/** Every page of this app stays where it is, opens nothing, and is lent nothing of the machine. */
export function lockDownContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    const stay = (event: { preventDefault: () => void }, url: string) => {
      if (!isOwnPage(url)) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-redirect', stay);
  });
}

/** No permission, no device, no download, and no request beyond this machine. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest({ urls: REMOTE }, (_request, decide) => decide({ cancel: true }));
}
