import { globSync } from 'tinyglobby';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { i18n, say } from '../../../renderer/app/i18n.ts';

const folders = globSync('*/messages.en.json', { cwd: join(import.meta.dirname, '../../../renderer') }).map(
  (file) => file.split('/')[0],
);

describe('the texts that the window speaks', () => {
  test.each(['en', 'de'] as const)('%s: of every folder, under its name', (language) => {
    expect(folders).toContain('app');
    expect(Object.keys(i18n.global.getLocaleMessage(language)).sort()).toEqual(folders.toSorted());
  });

  test('are found by folder and key, also those of the shell', () => {
    expect(say('app.status.done')).toBe('Done');
    expect(say('browse.order.uncertainty')).toBe('Least certain first');
  });
});
