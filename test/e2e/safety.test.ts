import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openProject } from '../../electron/core/project/project.ts';
import { makeDemoProject } from './support/demo-project.ts';
import { openServed } from './support/serve.ts';
import { useServedDemo } from './support/served-demo.ts';

const PICTURES = process.env.PALIMPSEST_E2E_PICTURES;
const picture = async (page: Page, name: string) => {
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
};

describe('nothing is lost in a window', () => {
  const served = useServedDemo();

  test(
    'text that is typed right before a reload is there and saved after it',
    { timeout: 180_000 },
    async (context) => {
      const { browser, serving } = served(context);
      const studio = await openServed(browser, serving);
      const { page } = studio;
      await page.goto(new URL('#/annotate', serving.address).href);
      await page.getByTestId('transcription').waitFor();
      await page.getByTestId('transcription').fill('typed in haste');
      await page.reload();
      await expect
        .poll(() => page.getByTestId('transcription').inputValue(), { timeout: 60_000 })
        .toBe('typed in haste');
      await expect
        .poll(() => page.getByTestId('saved-state').getAttribute('data-state'), { timeout: 60_000 })
        .toBe('saved');
      await studio.close();
    },
  );

  test('a label that another window has changed is shown beside the own one', { timeout: 180_000 }, async (context) => {
    const { browser, serving } = served(context);
    const [first, second] = [await openServed(browser, serving), await openServed(browser, serving)];
    const windows = [first, second];
    for (const { page } of windows) {
      await page.goto(new URL('#/annotate', serving.address).href);
      await page.getByTestId('transcription').waitFor();
    }
    for (const [i, { page }] of windows.entries()) {
      await page.getByTestId('transcription').fill(`from window ${i}`);
      await page.waitForTimeout(3000);
    }
    const { page } = second;
    await page.getByTestId('newer-label').waitFor();
    await picture(page, 'newer-label');
    expect(await page.getByTestId('newer-theirs').first().innerText()).toBe('from window 0');
    expect(await page.getByTestId('newer-mine').first().innerText()).toBe('from window 1');
    await page.getByTestId('take-theirs').click();
    await expect.poll(() => page.getByTestId('transcription').inputValue()).toBe('from window 0');
    for (const studio of windows) await studio.close();
  });

  test('a damaged project is found to be so and brought back', { timeout: 300_000 }, async (context) => {
    const { browser, serving, top } = served(context);
    const folder = join(top, 'Damaged');
    await makeDemoProject(folder);
    const project = await openProject(folder, { program: 'test' });
    project.db.prepare("UPDATE image_bytes SET bytes = x'00' WHERE image_id = 3").run();
    await project.labels.set({ annotator: 'Anna', pass: 1, pairIds: [7], changes: { transcription: 'said later' } });
    await project.close();

    const studio = await openServed(browser, serving);
    const { page } = studio;
    await page.evaluate('localStorage.clear()');
    await page.goto(new URL('#/projects', serving.address).href);
    await page.getByTestId('open-project').click();
    await page.getByTestId('place-address').fill(top);
    await page.getByTestId('place-address').press('Enter');
    await page.getByTestId('place-Damaged').click();
    await page.getByTestId('place-choose').click();
    await page.getByTestId('page-browse').waitFor();
    await page.goto(new URL('#/projects', serving.address).href);
    await page.getByTestId('health-backups').waitFor();
    await picture(page, 'damage-found');
    await page.getByTestId('health-backups').click();
    await page.getByTestId('backup-proven').first().waitFor();
    await picture(page, 'backups-listed');
    await page.getByTestId('restore-backup').click();
    await page.getByTestId('restored').waitFor();
    await picture(page, 'restored');
    await page.getByTestId('backups-close').click();
    await page.locator('[data-testid=project-health][data-state=sound]').waitFor();
    await picture(page, 'sound-again');
    await studio.close();
  });
});
