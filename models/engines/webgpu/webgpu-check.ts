import { openAdapter } from './adapter.ts';

/**
 * Opens the graphics adapter and a device on it, and prints what it is as one line of JSON (null: no adapter). Meant for
 * a process of its own, because graphics drivers can end the process that tries them.
 */
async function check(): Promise<{ name: string; software: boolean } | null> {
  const opened = await openAdapter();
  if (!opened) return null;
  const device = await opened.adapter.requestDevice();
  device.destroy();
  return { name: opened.name, software: opened.software };
}

void check().then((report) => process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0)));
