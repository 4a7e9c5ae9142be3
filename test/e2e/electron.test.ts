import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildStale } from './support/built.ts';
import { openDesktop, type DesktopStudio } from './support/desktop-studio.ts';
import { makeDemoProject } from './support/demo-project.ts';
import { openDisplay, type Display } from './support/display.ts';
import { allSaved, beginRestoring, labelByKeyboard, restoringFinished } from './support/flow.ts';
import { hostProcesses } from './support/host-processes.ts';
import { using } from './support/open-studio.ts';
import { electronRuntime } from './support/requirements.ts';
import { allowEdits, answerUnsaved, closeWindow, refuseEdits, transcriptionsOf } from './support/unsaved.ts';
import { stageApp } from './support/test-app.ts';
import { wholeFlow } from './support/whole-flow.ts';

const runtime = electronRuntime();

const CLIMBING = [
  'studio://app/../package.json',
  'studio://app/..%2f..%2fpackage.json',
  'studio://app/%2e%2e/%2e%2e/package.json',
  'studio://app/..%5c..%5cpackage.json',
  'studio://app//etc/passwd',
  'studio://app/%2fetc%2fpasswd',
  'studio://elsewhere/index.html',
  'studio://app/media/job/1/file?path=%2Fetc%2Fpasswd',
  'studio://app/media/image/..%2f1',
];
const REMOTE = ['https://example.org/', 'http://127.0.0.1:1/', 'file:///etc/passwd'];

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

  test(
    'the page goes on when the compute host is killed in the middle of a job',
    { timeout: 300_000 },
    async (context) => {
      if ('missing' in runtime) return context.skip(runtime.missing);
      const folder = join(top, 'killed');
      await makeDemoProject(folder);
      await using(
        () => open([folder]),
        async (studio) => {
          const { page, electron } = studio as DesktopStudio;
          await page.getByTestId('page-browse').waitFor();
          await beginRestoring(page);
          await page.getByTestId('restore-item-0').waitFor();
          const hosts = await hostProcesses(electron.process().pid ?? 0);
          expect(hosts.length).toBeGreaterThan(0);
          for (const host of hosts) process.kill(host, 'SIGKILL');
          const said = await labelByKeyboard(page, 1, () => ({
            direction: 'h',
            difficulty: 'easy',
            transcription: 'kept',
          }));
          expect(said.size).toBe(1);
          await page.keyboard.press('Alt+5');
          await restoringFinished(page);
          expect(await page.getByTestId('restore-finished').textContent()).toMatch(/24/);
        },
      );
    },
  );

  test(
    'a page with labels that cannot be saved may stay, and goes on working',
    { timeout: 180_000 },
    async (context) => {
      if ('missing' in runtime) return context.skip(runtime.missing);
      const folder = join(top, 'unsaved');
      await makeDemoProject(folder);
      await using(
        () => open([folder]),
        async (studio) => {
          const { page, electron } = studio as DesktopStudio;
          await page.getByTestId('page-browse').waitFor();
          await page.keyboard.press('Alt+4');
          const text = page.getByTestId('transcription');
          await text.waitFor();
          const asked = await answerUnsaved(electron, { discard: false });
          refuseEdits(folder);
          await text.fill('kept');
          await closeWindow(electron);
          await expect.poll(asked).toBe(1);
          allowEdits(folder);
          await page.getByTestId('retry-save').click();
          await allSaved(page);
          await page.keyboard.press('Alt+3');
          await page.getByTestId('page-browse').waitFor();
          await page.keyboard.press('Alt+4');
          await expect.poll(() => text.inputValue()).toBe('kept');
          await answerUnsaved(electron, { discard: true });
          refuseEdits(folder);
          await text.fill('lost');
          await closeWindow(electron);
          await once(electron.process(), 'exit');
        },
      );
      allowEdits(folder);
      expect(await readdir(folder)).not.toContain('project.lock');
      expect(transcriptionsOf(folder)).toContain('kept');
      expect(transcriptionsOf(folder)).not.toContain('lost');
    },
  );

  test('an address that climbs out of the pages is not found', { timeout: 120_000 }, async (context) => {
    if ('missing' in runtime) return context.skip(runtime.missing);
    await using(
      () => open(),
      async ({ page }) => {
        const statusOf = (address: string) =>
          page.evaluate<number>(`fetch(${JSON.stringify(address)}).then(({ status }) => status, () => 0)`);
        expect(await statusOf('/index.html')).toBe(200);
        for (const address of CLIMBING) expect(await statusOf(address), address).not.toBe(200);
        for (const address of REMOTE) expect(await statusOf(address), address).toBe(0);
        expect(await page.evaluate('typeof require + typeof process + typeof module')).toBe('undefined'.repeat(3));
        await page.evaluate("window.open('https://example.org')");
        await page.evaluate("location.href = 'https://example.org/'");
        // The driver itself would wait for a navigation that never comes.
        await setTimeout(1000);
        expect(await page.evaluate('document.querySelectorAll("[data-testid=page-projects]").length')).toBe(1);
        expect(page.url()).toMatch(/^studio:\/\/app\//);
        expect(page.context().pages()).toHaveLength(1);
      },
    );
  });
});
