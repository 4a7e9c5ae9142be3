import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { importPairs } from './support/flow.ts';
import { openServed } from './support/serve.ts';
import { useServedDemo } from './support/served-demo.ts';

const DEMO = fileURLToPath(new URL('../../resources/demo', import.meta.url));
const PAIRS = 24;

describe('importing what is there already', () => {
  const served = useServedDemo();

  test(
    'shows what the source says otherwise, which is taken over where a person wants',
    { timeout: 120_000 },
    async (context) => {
      const { browser, serving } = served(context);
      const studio = await openServed(browser, serving);
      const { page } = studio;
      await page.goto(new URL('#/import', serving.address).href);
      await importPairs(page, DEMO, PAIRS);
      const items = page.getByTestId('import-differing').getByRole('listitem');
      await expect.poll(() => items.count()).toBe(PAIRS);
      expect(await items.first().textContent()).toMatch(/Transcription: \w/);
      await items.nth(1).getByRole('button', { name: 'Use this label' }).click();
      await expect.poll(() => items.count()).toBe(PAIRS - 1);
      await page.getByTestId('import-take-all').click();
      await expect.poll(() => items.count()).toBe(0);
      await page.goto(new URL('#/annotate', serving.address).href);
      await expect.poll(() => page.getByTestId('transcription').inputValue()).toBe('Apothecary');
      await studio.close();
    },
  );
});
