import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { buildStale } from './support/built.ts';
import { openDesktop } from './support/desktop-studio.ts';
import { openDisplay, type Display } from './support/display.ts';
import { electronRuntime } from './support/requirements.ts';
import { stageApp } from './support/test-app.ts';
import { wholeFlow } from './support/whole-flow.ts';

const runtime = electronRuntime();
const run = promisify(execFile);
const PACK = fileURLToPath(new URL('./support/pack-staged.ts', import.meta.url));
const FUSES = fileURLToPath(new URL('../../node_modules/.bin/electron-fuses', import.meta.url));

describe('the packed desktop', () => {
  let top: string;
  let display: Display | undefined;
  let executable: string;

  beforeAll(async () => {
    top = await mkdtemp(join(tmpdir(), 'palimpsest-e2e-'));
    if ('missing' in runtime) return;
    await buildStale();
    const app = await stageApp(join(top, 'app'), runtime.path);
    await run(process.execPath, [PACK, app, join(runtime.path, 'electron')]);
    executable = join(app, 'out', 'dist', 'linux-unpacked', 'palimpsest');
    // A driver may attach; everything else stays as it is shipped.
    await run(FUSES, ['write', '--app', executable, 'EnableNodeCliInspectArguments=on']);
    display = await openDisplay();
  }, 300_000);
  afterAll(async () => {
    display?.close();
    await rm(top, { recursive: true, force: true });
  });

  test('from a new project to an export, and back', { timeout: 300_000 }, async (context) => {
    if ('missing' in runtime) return context.skip(runtime.missing);
    const setup = { executable, display: display?.name ?? '', dataFolder: join(top, 'data') };
    await wholeFlow(() => openDesktop(setup), top);
  });
});
