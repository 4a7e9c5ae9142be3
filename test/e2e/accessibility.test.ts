import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { accessibilityFaults } from './support/accessibility.ts';
import { openServed } from './support/serve.ts';
import { useServedDemo } from './support/served-demo.ts';

/** Every page, and what opens above them. */
const PLACES: readonly { name: string; page: string; open?: (page: Page) => Promise<void> }[] = [
  ...['projects', 'import', 'browse', 'annotate', 'restore', 'models', 'train', 'settings'].map((page) => ({
    name: page,
    page,
  })),
  { name: 'a new project', page: 'projects', open: (page) => page.getByTestId('new-project').click() },
  { name: 'statistics', page: 'browse', open: (page) => page.getByTestId('mode-statistics').click() },
  { name: 'an export', page: 'browse', open: (page) => page.getByTestId('export').click() },
  { name: 'keys', page: 'annotate', open: (page) => page.getByTestId('open-keys').click() },
  { name: 'commands', page: 'browse', open: (page) => page.getByTestId('open-palette').click() },
  { name: 'jobs', page: 'projects', open: (page) => page.getByTestId('open-jobs').click() },
];

describe('accessibility', () => {
  const served = useServedDemo();

  test.for(['light', 'dark'] as const)(
    'axe finds nothing on any page, %s',
    { timeout: 300_000 },
    async (scheme, context) => {
      const { browser, serving } = served(context);
      const studio = await openServed(browser, serving, scheme);
      const { page } = studio;
      const faults: Record<string, string[]> = {};
      for (const place of PLACES) {
        await page.goto(new URL(`#/${place.page}`, serving.address).href);
        await page.reload();
        await page.getByTestId(`page-${place.page}`).waitFor();
        await place.open?.(page);
        await stillness(page);
        const here = await accessibilityFaults(page);
        if (here.length > 0) faults[place.name] = here;
      }
      await studio.close();
      expect(faults).toEqual({});
    },
  );
});

/** Until what slides and fades has come to rest, and no picture is being loaded. */
async function stillness(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined)))');
}
