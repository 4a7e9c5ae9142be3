import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildStale } from './support/built.ts';
import { makeDemoProject } from './support/demo-project.ts';
import { importPairs } from './support/flow.ts';
import { chromium } from './support/requirements.ts';
import { openChromium, openServed, serve, type Serving } from './support/serve.ts';

const found = chromium();
const DEMO = fileURLToPath(new URL('../../resources/demo', import.meta.url));
const PAIRS = 24;

describe('importing what is there already', () => {
  let top: string;
  let browser: Browser | undefined;
  let serving: Serving | undefined;

  beforeAll(async () => {
    top = await mkdtemp(join(tmpdir(), 'palimpsest-e2e-'));
    if ('missing' in found) return;
    await buildStale();
    await makeDemoProject(join(top, 'Signs'));
    serving = await serve(join(top, 'data'), [join(top, 'Signs')]);
    browser = await openChromium(found.path);
  });
  afterAll(async () => {
    await browser?.close();
    await serving?.end();
    await rm(top, { recursive: true, force: true });
  });

  test(
    'shows what the source says otherwise, which is taken over where a person wants',
    { timeout: 120_000 },
    async (context) => {
      if (!browser || !serving) return context.skip('missing' in found ? found.missing : '');
      const studio = await openServed(browser, serving);
      const { page } = studio;
      await page.goto(new URL('#/import', serving.address).href);
      await importPairs(page, DEMO, PAIRS);
      const items = page.getByTestId('import-differing').getByRole('listitem');
      await expect.poll(() => items.count()).toBe(PAIRS);
      expect(await items.first().textContent()).toMatch(/Transcription: \w/);
      await items.nth(1).getByRole('button', { name: 'Take it over' }).click();
      await expect.poll(() => items.count()).toBe(PAIRS - 1);
      await page.getByTestId('import-take-all').click();
      await expect.poll(() => items.count()).toBe(0);
      await page.goto(new URL('#/annotate', serving.address).href);
      await expect.poll(() => page.getByTestId('transcription').inputValue()).toBe('Apothecary');
      await studio.close();
    },
  );
});
