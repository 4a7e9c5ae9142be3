import type { Page } from 'playwright-core';

/** A studio's window, whichever shell shows it. */
export interface OpenStudio {
  page: Page;
  /** As a person closes it. */
  close(): Promise<void>;
}
