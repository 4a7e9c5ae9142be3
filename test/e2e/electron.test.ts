import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildStale } from './support/built.ts';
import { writeDemoLmdb } from './support/demo-lmdb.ts';
import { openDesktop, type DesktopStudio } from './support/desktop-studio.ts';
import { openDisplay, type Display } from './support/display.ts';
import { createProject, importPairs, labelByKeyboard } from './support/flow.ts';
import { electronRuntime } from './support/requirements.ts';
import { stageApp } from './support/test-app.ts';

const runtime = electronRuntime();

describe('the desktop in Electron', () => {
  let top: string;
  let display: Display;
  let app: string;
  let studio: DesktopStudio | undefined;
  let texts: Map<string, string>;

  beforeAll(async () => {
    if ('missing' in runtime) return;
    await buildStale();
    top = await mkdtemp(join(tmpdir(), 'palimpsest-e2e-'));
    await mkdir(join(top, 'data'));
    app = await stageApp(join(top, 'app'), runtime.path);
    texts = await writeDemoLmdb(join(top, 'signs-lmdb'));
    display = await openDisplay();
  });
  afterAll(async () => {
    if ('missing' in runtime) return;
    await studio?.close();
    display.close();
    await rm(top, { recursive: true, force: true });
  });

  test('labels twenty pairs by keyboard alone', async (context) => {
    if ('missing' in runtime) return context.skip(runtime.missing);
    studio = await openDesktop({ runtime: runtime.path, app, display: display.name, dataFolder: join(top, 'data') });
    const { page } = studio;
    await createProject(page, { name: 'Signs', parent: join(top, 'projects') });
    await importPairs(page, join(top, 'signs-lmdb'), 24);
    const said = await labelByKeyboard(page, 20, (name, index) => ({
      direction: 'h',
      difficulty: index % 2 ? 'easy' : 'hard',
      transcription: texts.get(name) ?? `?${name}`,
    }));
    expect(said.size).toBe(20);
  });
});
