import { expect } from 'vitest';
import type { Page } from 'playwright-core';

/** What a person does in the window, and what they see of it; each step begins where the one before it ended. */

/** Milliseconds for what computes, on a machine that may have much else to do. */
const PATIENCE = 180_000;

/** Makes a project and lands on the import page. */
export async function createProject(page: Page, { name, parent }: { name: string; parent: string }): Promise<void> {
  await page.getByTestId('new-project').click();
  await page.getByTestId('new-name').fill(name);
  await page.getByTestId('new-parent').fill(parent);
  await page.getByTestId('new-create').click();
  await page.getByTestId('page-import').waitFor();
  await expect.poll(() => page.getByTestId('project-name').textContent()).toContain(name);
}

/** Imports a source and waits until all `pairs` of it are in. */
export async function importPairs(page: Page, source: string, pairs: number): Promise<void> {
  await page.getByTestId('import-source').fill(source);
  await page.getByTestId('import-preview').waitFor();
  expect(await page.getByTestId('import-kind').textContent()).toContain(String(pairs));
  await page.getByTestId('import-start').click();
  const result = page.getByTestId('import-result');
  await result.waitFor();
  expect(await result.textContent()).toContain(String(pairs));
}

/** What a person says of a pair by keys alone. */
export interface Said {
  /** F1 to F4. */
  direction: 'h' | 'vn' | 'vp' | 'td';
  difficulty: 'easy' | 'medium' | 'hard';
  transcription: string;
}

const DIRECTION_KEYS = { h: 'F1', vn: 'F2', vp: 'F3', td: 'F4' } as const;
const DIFFICULTY_KEYS = { easy: 'Alt+e', medium: 'Alt+m', hard: 'Alt+h' } as const;

/**
 * Labels pairs one after the other without touching a mouse: what `say` says of each by its name. Returns what was said,
 * by name, in that order.
 */
export async function labelByKeyboard(
  page: Page,
  count: number,
  say: (name: string, index: number) => Said,
): Promise<Map<string, Said>> {
  await page.keyboard.press('Alt+4');
  await page.getByTestId('transcription').waitFor();
  const said = new Map<string, Said>();
  for (let index = 0; index < count; index++) {
    const name = await nameOfPair(page);
    const { direction, difficulty, transcription } = say(name, index);
    await expect.poll(() => focusedTestId(page)).toBe('transcription');
    await page.keyboard.press(DIRECTION_KEYS[direction]);
    await page.keyboard.press(DIFFICULTY_KEYS[difficulty]);
    await page.keyboard.type(transcription);
    await page.keyboard.press('Enter');
    said.set(name, { direction, difficulty, transcription });
    await expect.poll(() => nameOfPair(page), { message: `the pair after ${name}` }).not.toBe(name);
  }
  await allSaved(page);
  return said;
}

/** Takes the last thing back by key, looks, and does it again by key. `name` and `text` are of the pair labelled last. */
export async function undoAndRedo(page: Page, { name, text }: { name: string; text: string }): Promise<void> {
  const transcription = page.getByTestId('transcription');
  await page.keyboard.press('Alt+z');
  await expect.poll(() => nameOfPair(page)).toBe(name);
  await expect.poll(() => transcription.inputValue()).toBe('');
  await page.keyboard.press('Alt+Shift+z');
  await expect.poll(() => transcription.inputValue()).toBe(text);
  await allSaved(page);
}

/** Begins to restore every pair of the project. */
export async function beginRestoring(page: Page): Promise<void> {
  await page.keyboard.press('Alt+5');
  await page.getByTestId('restore-form').or(page.getByTestId('restore-new')).first().waitFor();
  if (await page.getByTestId('restore-new').isVisible()) await page.getByTestId('restore-new').click();
  await page.getByTestId('restore-source').getByRole('radio').last().click();
  await page.getByTestId('restore-start').click();
  await page.getByTestId('restore-queue').waitFor();
}

export async function restoringFinished(page: Page): Promise<void> {
  await page.getByTestId('restore-finished').waitFor({ timeout: PATIENCE });
}

/** Looks at the first restoration: LR, bicubic, SR and HR, what was read in them and the figures; and accepts it. */
export async function compareAndAccept(page: Page): Promise<void> {
  await page.getByTestId('restore-item-0').click();
  await page.getByTestId('restore-readings').waitFor();
  await page.getByTestId('restore-metrics').waitFor({ timeout: PATIENCE });
  expect(await page.getByTestId('restore-metrics').textContent()).toMatch(/PSNR/);
  await page.getByTestId('verdict-accept').click();
  await expect.poll(() => page.getByTestId('verdict-said').textContent()).not.toBe('');
}

/** Exports every pair as a TextZoom LMDB. */
export async function exportPairs(page: Page, { parent, name }: { parent: string; name: string }): Promise<void> {
  await page.keyboard.press('Alt+3');
  await page.getByTestId('export').click();
  await page.getByTestId('export-parent').fill(parent);
  await page.getByTestId('export-name').fill(name);
  await page.getByTestId('export-start').click();
  const job = page.getByTestId('job-export');
  await job.getByTestId('job-result').waitFor();
  await page.keyboard.press('Escape');
}

export const nameOfPair = async (page: Page): Promise<string> =>
  (await page.getByTestId('pair-name').textContent())?.trim() ?? '';

export async function allSaved(page: Page): Promise<void> {
  await expect.poll(() => page.getByTestId('saved-state').getAttribute('data-state')).toBe('saved');
}

const focusedTestId = (page: Page): Promise<string | null> =>
  page.evaluate('document.activeElement?.dataset.testid ?? null');
