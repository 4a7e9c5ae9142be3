import { expect } from 'vitest';
import type { Page } from 'playwright-core';

/** What a person does in the window, and what they see of it; each step begins where the one before it ended. */

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

export const nameOfPair = async (page: Page): Promise<string> =>
  (await page.getByTestId('pair-name').textContent())?.trim() ?? '';

export async function allSaved(page: Page): Promise<void> {
  await expect.poll(() => page.getByTestId('saved-state').getAttribute('data-state')).toBe('saved');
}

const focusedTestId = (page: Page): Promise<string | null> =>
  page.evaluate('document.activeElement?.dataset.testid ?? null');
