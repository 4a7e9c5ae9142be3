import { openAdapter } from './webgpu-adapter.ts';

/**
 * Opens the graphics adapter and a device on it, and prints what it is as one line of JSON (null: no adapter). Meant for
 * a process of its own, because graphics drivers can end the process that tries them.
 */
const opened = await openAdapter();
let report: { name: string; software: boolean } | null = null;
if (opened) {
  const device = await opened.adapter.requestDevice();
  device.destroy();
  report = { name: opened.name, software: opened.software };
}
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
