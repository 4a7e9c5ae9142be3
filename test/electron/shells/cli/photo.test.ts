import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodePng } from '../../../../models/image/encode.ts';
import { PHOTO_TEXTS, photoOfCrops } from '../../../support/photo.ts';
import { palimpsest, workFolder } from './support.ts';

const folder = workFolder();
const args = () => ['photo', folder('in'), '--out', folder('out'), '--formats', 'txt,alto'];

describe('photo', () => {
  beforeAll(async () => {
    await mkdir(folder('in', 'box 1'), { recursive: true });
    await writeFile(folder('in', 'box 1', 'page.png'), await encodePng(await photoOfCrops()));
    await writeFile(folder('in', 'broken.jpg'), 'x');
  });

  test('reads photos into the formats that were named, and keeps them the next time', async () => {
    const first = await palimpsest([...args(), '--report', folder('out', 'report.html')]);
    expect(first.stdout).toMatch(/^2 photos, small lines restored with tsrn-x2, on onnx/);
    expect(first.stdout).toMatch(/read {2}.*page\.png: 4 lines, 4 legible as they are\n/);
    expect(first.stdout).toContain('1 read, 1 failed; 4 lines');
    expect(first.stderr).toMatch(/^error: .*broken\.jpg .*\[not-an-image\]\n$/);
    expect(first.code).toBe(1);
    expect((await readdir(folder('out', 'box 1'))).sort()).toEqual(['page.alto.xml', 'page.json', 'page.txt']);
    const text = await readFile(folder('out', 'box 1', 'page.txt'), 'utf8');
    expect(
      text
        .toLowerCase()
        .replace(/[^a-z\n]/g, '')
        .split('\n')
        .filter(Boolean),
    ).toEqual(PHOTO_TEXTS);
    const { records, code } = await palimpsest([...args(), '--json']);
    expect(records.at(-1)).toMatchObject({ type: 'summary', read: 0, kept: 1, failed: 1, lines: 4 });
    expect(code).toBe(1);
  });

  test('divides photos into parts, and says what is wrong with a wish', async () => {
    const parts = await Promise.all(['1/2', '2/2'].map((shard) => palimpsest([...args(), '--json', '--shard', shard])));
    const inputs = parts.flatMap(({ records }) =>
      records.filter(({ type }) => type === 'item').map(({ input }) => input),
    );
    expect(inputs.sort()).toEqual([folder('in', 'box 1', 'page.png'), folder('in', 'broken.jpg')]);
    for (const wish of [
      ['--shard', '3/2'],
      ['--formats', 'txt,docx'],
      ['--direction', 'up'],
    ]) {
      const { code, stderr } = await palimpsest([...args(), ...wish]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^error: /)]);
    }
  });
});
