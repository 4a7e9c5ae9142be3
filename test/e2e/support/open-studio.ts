import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Milliseconds for a window to answer, on a machine that may have much else to do. */
export const PATIENCE = 60_000;

/** A studio's window, whichever shell shows it. */
export interface OpenStudio {
  page: Page;
  /** As a person closes it. */
  close(): Promise<void>;
}

/** Opens a studio for `work` and closes it whatever happens; of a failure a picture is kept, whose place is told. */
export async function using<T>(open: () => Promise<OpenStudio>, work: (studio: OpenStudio) => Promise<T>): Promise<T> {
  const studio = await open();
  try {
    return await work(studio);
  } catch (error) {
    const path = join(tmpdir(), 'palimpsest-e2e-failure.png');
    await studio.page.screenshot({ path }).catch(() => undefined); // the window may be gone
    throw new Error(`${studio.page.url()} (${path}): ${String(error)}`, { cause: error });
  } finally {
    await studio.close();
  }
}
