import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { buildStale } from './support/built.ts';
import { openDesktop, type DesktopStudio } from './support/desktop-studio.ts';
import { openDisplay, type Display } from './support/display.ts';
import { electronRuntime } from './support/requirements.ts';
import { stageApp } from './support/test-app.ts';
import { wholeFlow } from './support/whole-flow.ts';

const runtime = electronRuntime();

describe('the desktop in Electron', () => {
  let top: string;
  let display: Display | undefined;
  let app: string;

  beforeAll(async () => {
    top = await mkdtemp(join(tmpdir(), 'palimpsest-e2e-'));
    await mkdir(join(top, 'data'));
    if ('missing' in runtime) return;
    await buildStale();
    app = await stageApp(join(top, 'app'), runtime.path);
    display = await openDisplay();
  });
  afterAll(async () => {
    display?.close();
    await rm(top, { recursive: true, force: true });
  });

  const open = (args: readonly string[] = []): Promise<DesktopStudio> =>
    openDesktop(
      {
        executable: join(path(), 'electron', 'electron'),
        app,
        display: display?.name ?? '',
        dataFolder: join(top, 'data'),
      },
      args,
    );
  const path = () => ('path' in runtime ? runtime.path : '');

  test('from a new project to an export, and back', { timeout: 300_000 }, async (context) => {
    if ('missing' in runtime) return context.skip(runtime.missing);
    await wholeFlow(() => open(), top);
  });
});
