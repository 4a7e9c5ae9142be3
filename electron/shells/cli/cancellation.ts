/**
 * A signal that Ctrl-C (or SIGTERM) aborts. The first press lets the items in hand finish; a second one ends at once.
 */
export function onInterrupt(say: (line: string) => void): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      say('Stopping after the items in hand. Press Ctrl-C again to stop at once.');
      controller.abort();
    });
  }
  return controller.signal;
}
