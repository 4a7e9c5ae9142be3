import type { Bridge } from '../../electron/contract/bridge.ts';

declare global {
  interface Window {
    readonly palimpsest?: Bridge;
  }
}

/** What the desktop lends the window; not there in a browser. */
export const bridge: Bridge | undefined = window.palimpsest;
