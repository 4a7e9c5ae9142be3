import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, type TestContext } from 'vitest';
import { buildStale } from './built.ts';
import { makeDemoProject } from './demo-project.ts';
import { chromium } from './requirements.ts';
import { openChromium, serve, type Serving } from './serve.ts';

/** A browser, and the studio served to it with the sample pairs in the open project. */
export interface ServedDemo {
  browser: Browser;
  serving: Serving;
  /** A folder that goes with the suite. */
  top: string;
}

/** Serves for all tests of a suite. What it returns gives the studio to a test, or skips it where there is no browser. */
export function useServedDemo(): (context: TestContext) => ServedDemo {
  const found = chromium();
  let top: string;
  let demo: ServedDemo | undefined;
  let serving: Serving | undefined;

  beforeAll(async () => {
    top = await mkdtemp(join(tmpdir(), 'palimpsest-e2e-'));
    if ('missing' in found) return;
    await buildStale();
    await makeDemoProject(join(top, 'Signs'));
    serving = await serve(join(top, 'data'), [join(top, 'Signs')]);
    demo = { browser: await openChromium(found.path), serving, top };
  });
  afterAll(async () => {
    await demo?.browser.close();
    await serving?.end();
    await rm(top, { recursive: true, force: true });
  });
  return (context) => demo ?? context.skip('missing' in found ? found.missing : 'The studio could not be served.');
}
