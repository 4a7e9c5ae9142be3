import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openServed } from './support/serve.ts';
import { useServedDemo } from './support/served-demo.ts';

const EASY = fileURLToPath(new URL('../../resources/demo/easy', import.meta.url));
const CRNN = fileURLToPath(new URL('../../models/weights/crnn-latin.safetensors', import.meta.url));

describe('models in the window', () => {
  const served = useServedDemo();

  test('weights come into the project, and are compared with others', { timeout: 300_000 }, async (context) => {
    const { browser, serving, top } = served(context);
    const studio = await openServed(browser, serving);
    const { page } = studio;
    await page.goto(new URL('#/models', serving.address).href);
    await page.getByTestId('model-import-open').click();
    await page.getByTestId('model-import-file').fill(CRNN);
    await page.getByTestId('model-import-name').fill('mine');
    await page.getByTestId('model-import-run').click();
    await expect.poll(() => page.getByTestId('model-name').textContent()).toBe('mine');
    await page.getByTestId('registry').waitFor();

    const report = join(top, 'report');
    await page.getByTestId('model-evaluate-open').click();
    await page.getByText('A folder of pairs').click();
    await page.getByTestId('evaluate-folder').fill(EASY);
    await page.getByTestId('evaluate-against').click();
    await page.getByRole('option', { name: 'crnn-latin' }).click();
    await page.getByTestId('evaluate-out').fill(report);
    await page.getByTestId('evaluate-run').click();
    await page.getByTestId('evaluation-report').waitFor({ timeout: 180_000 });
    const { opened, against } = JSON.parse(await readFile(join(report, 'report.json'), 'utf8')) as Record<
      'opened' | 'against',
      { readers: { id: string }[] }
    >;
    expect([opened, against].map(({ readers }) => readers.map(({ id }) => id))).toEqual([['crnn'], ['crnn']]);
    await studio.close();
  });
});
