import type { Console } from './console.ts';
import { EXIT } from './exit-codes.ts';

/**
 * A signal that Ctrl-C (or SIGTERM) aborts. The first press lets the items in hand finish; a second one ends at once.
 */
export function onInterrupt(out: Console): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) {
        out.end();
        process.exit(EXIT.cancelled);
      }
      out.say('Stopping after the items in hand. Press Ctrl-C again to stop at once.');
      controller.abort();
    });
  }
  return controller.signal;
}
