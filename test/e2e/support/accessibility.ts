import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResults {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[];
}

/** What axe-core finds wrong with the page as it is shown, a line each; WCAG 2.2 A and AA and good practice. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Evaluated by the driver, which the pages' own policy does not forbid.
  await page.evaluate(await readFile(AXE, 'utf8'));
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) =>
        `${id}: ${help} (${target.join(' ')}) ${failureSummary.split('\n')[1] ?? ''}`,
    ),
  );
}
