import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SubsetFigures, SubsetScores } from '../../../../electron/contract/jobs.ts';
import { DEMO, palimpsest, workFolder, type Run } from './support.ts';

const folder = workFolder();

describe('evaluate', () => {
  let run: Run;
  beforeAll(async () => {
    await cp(join(DEMO, 'easy'), folder('pairs', 'easy'), { recursive: true });
    await cp(join(DEMO, 'hard'), folder('pairs', 'hard'), { recursive: true });
    await rm(folder('pairs', 'easy', 'hr', 'aurora.png'));
    await writeFile(folder('pairs', 'easy', 'hr', 'bakery.png'), 'no picture');
    run = await palimpsest(['evaluate', folder('pairs'), '--out', folder('report'), '--reader', 'ppocr', '--json']);
  });

  test('scores every subset and all together against bicubic', async () => {
    const { scores } = run.records.at(-1) as unknown as { scores: SubsetScores[] };
    expect(scores.map(({ subset, pairs }) => [subset, pairs])).toEqual([
      ['easy', 6],
      ['hard', 8],
      ['all', 14],
    ]);
    const [easy, hard, all] = scores as [SubsetScores, SubsetScores, SubsetScores];
    expect(easy.psnr.bicubic).toBeGreaterThan(hard.psnr.bicubic);
    expect(14 * all.psnr.restored).toBeCloseTo(6 * easy.psnr.restored + 8 * hard.psnr.restored, 6);
    expect(easy.text[0]?.scores.highResolution.accuracy).toBe(1);
    expect(JSON.parse(await readFile(folder('report', 'report.json'), 'utf8'))).toMatchObject({ scores });
  });

  test('names what it left out or could not use', () => {
    expect(run.code).toBe(1);
    expect(run.records.at(-1)).toMatchObject({ failed: 1, unpaired: 1 });
    expect(run.stderr).toMatch(/bakery\.png is a text file.*\[not-an-image\]/);
  });

  test('writes a report of its own, with pictures inside', async () => {
    const report = await readFile(folder('report', 'report.html'), 'utf8');
    expect(report).toContain('data:image/png;base64,');
    expect(report).not.toMatch(/<script|(src|href)="https?:/);
  });

  test('compatible mode measures as the published code does, and says so', async () => {
    const args = ['evaluate', join(DEMO, 'easy'), '--reader', 'none', '--json', '--out'];
    const compatible = await palimpsest([...args, folder('compatible'), '--mode', 'compatible']);
    const correct = await palimpsest([...args, folder('correct')]);
    const psnr = ({ records }: Run) => (records.at(-1) as unknown as { scores: SubsetScores[] }).scores[0]?.psnr;
    expect(compatible.code).toBe(0);
    // One error over the whole batch is dominated by the worst pairs, so it never exceeds the mean of the pairs' PSNR.
    expect(psnr(compatible)?.bicubic).toBeLessThan(psnr(correct)?.bicubic ?? 0);
    expect(await readFile(folder('compatible', 'report.html'), 'utf8')).toContain('compatible (as the published code)');
  });

  test('pictures of the report need no temporary folder', async () => {
    const args = ['evaluate', join(DEMO, 'easy'), '--out', folder('no-folder'), '--reader', 'none'];
    const blind = await palimpsest(args, {
      env: { TMPDIR: '/nonexistent', TMP: '/nonexistent', TEMP: '/nonexistent' },
    });
    expect(blind.code).toBe(0);
    expect(blind.stdout).toMatch(/^pairs +8 /m);
    expect(await readFile(folder('no-folder', 'report.html'), 'utf8')).not.toContain('no picture');
  });

  test('two models are compared on the same pairs, with bounds', async () => {
    const args = ['evaluate', join(DEMO, 'hard'), '--out', folder('two'), '--reader', 'crnn', '--json'];
    const { code, records } = await palimpsest([...args, '--against-reader-model', 'crnn-latin']);
    expect(code).toBe(0);
    expect(records.at(-1)).toMatchObject({ type: 'summary' });
    const report = JSON.parse(await readFile(folder('two', 'report.json'), 'utf8')) as {
      figures: SubsetFigures[];
      against: { readers: { id: string }[] };
    };
    const cer = report.figures[0]?.figures.find(({ measure, view }) => measure === 'cer' && view === 'restored');
    expect(cer?.against).toEqual(cer?.figure);
    expect(cer?.overAgainst).toEqual({ value: 0, low: 0, high: 0 });
    expect(cer?.figure.low).toBeLessThan(cer?.figure.high ?? 0);
    expect(report.against.readers.map(({ id }) => id)).toEqual(['crnn']);
    const page = await readFile(folder('two', 'report.html'), 'utf8');
    expect(page).toContain('characters taken for others');
  });

  test('a folder without pairs is refused with the layout that it looks for', async () => {
    const none = await palimpsest(['evaluate', join(DEMO, 'easy', 'lr'), '--out', folder('none')]);
    expect(none.stderr).toMatch(/No LR\/HR pairs .* lr\/ and hr\/ .*\[bad-argument\]\n$/);
    expect(none.code).toBe(2);
  });
});
