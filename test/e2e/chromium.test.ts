import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { buildStale } from './support/built.ts';
import { chromium } from './support/requirements.ts';
import { openChromium, openServed, serve } from './support/serve.ts';
import { wholeFlow } from './support/whole-flow.ts';

const found = chromium();

describe('the studio in a browser', () => {
  let top: string;
  let browser: Browser | undefined;

  beforeAll(async () => {
    top = await mkdtemp(join(tmpdir(), 'palimpsest-e2e-'));
    await mkdir(join(top, 'data'));
    if ('missing' in found) return;
    await buildStale();
    browser = await openChromium(found.path);
  });
  afterAll(async () => {
    await browser?.close();
    await rm(top, { recursive: true, force: true });
  });

  test('from a new project to an export, and back', { timeout: 300_000 }, async (context) => {
    if (!browser) return context.skip('missing' in found ? found.missing : '');
    const window = browser;
    await wholeFlow(async () => {
      const serving = await serve(join(top, 'data'));
      const studio = await openServed(window, serving);
      return {
        page: studio.page,
        async close() {
          await studio.close();
          await serving.end();
        },
      };
    }, top);
  });
});
