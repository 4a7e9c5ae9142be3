import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pngTexts } from '../../../../models/image/png-text.ts';
import { decodeImage } from '../../../../models/image/decode.ts';
import { encodePng } from '../../../../models/image/encode.ts';
import { initialWeights } from '../../../../models/training/initial-weights.ts';
import { TSRN_DEFAULTS } from '../../../../models/networks/tsrn/tsrn.ts';
import { writeSafetensors } from '../../../../models/weights/safetensors.ts';
import type { Sidecar } from '../../../../electron/contract/jobs.ts';
import { DEMO, palimpsest, workFolder } from './support.ts';

const folder = workFolder();

async function crops(target: string, count: number): Promise<string[]> {
  const names = (await readdir(join(DEMO, 'easy/lr'))).sort().slice(0, count);
  await mkdir(target, { recursive: true });
  for (const name of names) await copyFile(join(DEMO, 'easy/lr', name), join(target, name));
  return names;
}

const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
const sidecarOf = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as Sidecar;

describe('restore', () => {
  beforeAll(() => crops(folder('in', 'ledger'), 3));

  test('doubles every crop and writes what was done beside it', async () => {
    const [name = ''] = await readdir(folder('in', 'ledger'));
    const input = folder('in', 'ledger', name);
    const before = await sha256(input);
    const run = await palimpsest(['restore', folder('in'), '--out', folder('out'), '--reader', 'crnn,ppocr']);
    expect(run.stderr).toBe('');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('3 restored');

    const output = folder('out', 'ledger', name);
    const picture = await decodeImage(await readFile(output), output);
    const source = await decodeImage(await readFile(input), input);
    expect([picture.width, picture.height]).toEqual([2 * source.width, 2 * source.height]);
    expect(pngTexts(await readFile(output)).Description).toContain('Not an original');

    const sidecar = await sidecarOf(output.replace(/png$/, 'json'));
    expect(sidecar.input).toMatchObject({ file: name, sha256: before, format: 'png' });
    expect(sidecar.output.sha256).toBe(await sha256(output));
    expect(sidecar.settings.model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(sidecar.readings.map(({ reader }) => reader)).toEqual(['crnn', 'ppocr']);
    for (const { input: lr, output: sr } of sidecar.readings) {
      for (const reading of [lr, sr])
        expect(reading.characters.map(({ character }) => character).join('')).toBe(reading.text);
    }
    expect(await sha256(input)).toBe(before);
  });

  test('a second run keeps what is finished and redoes what was damaged', async () => {
    const args = ['restore', folder('in'), '--out', folder('again'), '--reader', 'none', '--json'];
    await palimpsest(args);
    const [victim = ''] = await readdir(folder('again', 'ledger'));
    const path = folder('again', 'ledger', victim.replace(/json$/, 'png'));
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 20));
    const run = await palimpsest(args);
    expect(run.records.at(-1)).toMatchObject({ restored: 1, kept: 2, failed: 0 });
    expect(await readFile(path)).toEqual(bytes);
    const other = await palimpsest([...args, '--height', '24']);
    expect(other.records.at(-1)).toMatchObject({ restored: 3, kept: 0 });
  });

  test('maps what was invented, and keeps a verdict over another run', async () => {
    const args = ['restore', folder('in'), '--out', folder('maps'), '--reader', 'none', '--json'];
    await palimpsest(args);
    const [name = ''] = await readdir(folder('in', 'ledger'));
    const output = folder('maps', 'ledger', name);
    const place = output.replace(/png$/, 'json');
    const review = { verdict: 'accepted', by: 'anna', at: '2026-01-02T03:04:05.000Z' } as const;
    await writeFile(place, JSON.stringify({ ...(await sidecarOf(place)), review }, null, 2));
    expect((await palimpsest(args)).records.at(-1), 'a verdict is no change').toMatchObject({ restored: 0, kept: 3 });

    const mapped = await palimpsest([...args, '--invention']);
    expect(mapped.records.at(-1), 'maps are wanted now').toMatchObject({ restored: 3, kept: 0 });
    const map = output.replace(/png$/, 'invention.png');
    const { invention, review: kept } = await sidecarOf(place);
    expect(kept, 'the picture is the same, so the verdict stays').toEqual(review);
    expect(invention).toMatchObject({ file: name.replace(/png$/, 'invention.png'), sha256: await sha256(map) });
    for (const mean of [invention?.inconsistency, invention?.variance]) {
      expect(mean).toBeGreaterThan(0);
      expect(mean).toBeLessThan(0.2);
    }
    const [restored, overlay] = [await readFile(output), await readFile(map)];
    expect(overlay.subarray(16, 24), 'width and height').toEqual(restored.subarray(16, 24));
    expect(overlay[25], 'colour type: with alpha').toBe(6);

    expect((await palimpsest([...args, '--invention'])).records.at(-1)).toMatchObject({ restored: 0, kept: 3 });
    await rm(map);
    expect((await palimpsest([...args, '--invention'])).records.at(-1)).toMatchObject({ restored: 1, kept: 2 });
    expect((await palimpsest(args)).records.at(-1), 'a map too many is no harm').toMatchObject({ kept: 3 });
  });

  test('one bad file is named with its cure and never stops the batch', async () => {
    const [name = ''] = await crops(folder('mixed'), 1);
    const good = await readFile(folder('mixed', name));
    const bad = {
      'empty.png': new Uint8Array(),
      'page.jpg': Buffer.from('<!doctype html><title>no</title>'),
      'cut.png': good.subarray(0, good.length / 2),
    };
    for (const [file, bytes] of Object.entries(bad)) await writeFile(folder('mixed', file), bytes);
    const run = await palimpsest(['restore', folder('mixed'), '--out', folder('mixed-out'), '--reader', 'none']);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('1 restored');
    expect(run.stdout).toContain('3 failed');
    for (const [file, code] of [
      ['empty.png', 'empty-file'],
      ['page.jpg', 'not-an-image'],
      ['cut.png', 'image-damaged'],
    ]) {
      expect(run.stderr).toMatch(new RegExp(`^error: .*${file}.*\\[${code}\\]$`, 'm'));
    }
    expect((await readdir(folder('mixed-out'))).length).toBe(2);
  });

  test('never writes over inputs or over files that are not its own', async () => {
    const names = await crops(folder('precious'), 2);
    const over = await palimpsest(['restore', folder('precious'), '--out', folder('precious')]);
    expect(over.code).toBe(2);
    expect(over.stderr).toContain('never written to');

    await mkdir(folder('occupied'));
    await writeFile(folder('occupied', names[0] ?? ''), 'mine');
    const run = await palimpsest(['restore', folder('precious'), '--out', folder('occupied'), '--reader', 'none']);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('was not made by Palimpsest');
    expect(await readFile(folder('occupied', names[0] ?? ''), 'utf8')).toBe('mine');

    const [notes = ''] = names.map((name) => folder('noted', name.replace(/png$/, 'json')));
    await mkdir(folder('noted'));
    await writeFile(notes, '{"annotation": "by hand"}');
    const noted = await palimpsest(['restore', folder('precious'), '--out', folder('noted'), '--reader', 'none']);
    expect(noted.stderr).toMatch(/\.json already exists and was not made by Palimpsest/);
    expect(await readFile(notes, 'utf8')).toBe('{"annotation": "by hand"}');
    expect((await readdir(folder('noted'))).length).toBe(1 + 2);
  });

  test('results of an earlier run below a pattern are no input of the next', async () => {
    await crops(folder('photos', 'p1'), 2);
    const args = ['restore', folder('photos', '**', '*.png'), '--out', folder('photos', 'done'), '--reader', 'none'];
    for (const expected of [
      { restored: 2, kept: 0 },
      { restored: 0, kept: 2 },
    ]) {
      const run = await palimpsest([...args, '--json']);
      expect(run.records.at(-1)).toMatchObject({ ...expected, failed: 0 });
    }
  });

  test('weights that overflow are an error, not a black picture', async () => {
    const config = { network: 'tsrn', ...TSRN_DEFAULTS, blocks: 1 } as const;
    const weights = initialWeights(config, 1);
    weights.get('block1.0.weight')?.data.fill(3e38);
    await writeFile(folder('huge.safetensors'), writeSafetensors(weights, { precision: 'F32' }));
    const args = ['restore', folder('in'), '--out', folder('black'), '--model', folder('huge.safetensors')];
    const run = await palimpsest([...args, '--reader', 'none']);
    expect(run.stderr).toMatch(/^error: A network gave values that are no numbers\. .*\[engine-failed\]\n/);
    expect(run.code).toBe(1);
    expect(await readdir(folder('black'))).toEqual([]);
  });

  test('Ctrl-C finishes the items in hand, and the next run goes on', async () => {
    const source = folder('many', 'source.png');
    await crops(folder('one'), 1);
    const [name = ''] = await readdir(folder('one'));
    await mkdir(folder('many'));
    for (let i = 0; i < 120; i++) await copyFile(folder('one', name), folder('many', `${i}.png`));
    await rm(source, { force: true });
    const args = ['restore', folder('many'), '--out', folder('many-out'), '--reader', 'none'];
    let interrupted = false;
    const first = await palimpsest(args, {
      onOutput: (text, pid) => {
        if (!interrupted && text.includes('restored ')) process.kill(pid, 'SIGINT');
        interrupted ||= text.includes('restored ');
      },
    });
    expect(first.code).toBe(130);
    expect(first.stdout).toMatch(/\d+ left/);
    const files = await readdir(folder('many-out'));
    const pictures = files.filter((file) => file.endsWith('.png'));
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.length).toBeLessThan(120);
    expect(files.filter((file) => file.endsWith('.json')).length).toBe(pictures.length);
    expect(files.filter((file) => !/\.(png|json)$/.test(file))).toEqual([]);

    const second = await palimpsest([...args, '--json']);
    expect(second.records.at(-1)).toMatchObject({ kept: pictures.length, restored: 120 - pictures.length, left: 0 });
  });

  test('scores readings against labels and writes a report that fetches nothing', async () => {
    const run = await palimpsest([
      ...['restore', join(DEMO, 'easy/lr'), '--out', folder('scored'), '--labels', join(DEMO, 'easy/labels.tsv')],
      ...['--report', folder('new folder', 'report.html'), '--reader', 'ppocr', '--json'],
    ]);
    const summary = run.records.at(-1) as { report: string; scores: { view: string; accuracy: number }[] };
    expect(summary.report).toBe(folder('new folder', 'report.html'));
    expect(summary.scores.map(({ view }) => view)).toEqual(['input', 'restored']);
    const report = await readFile(folder('new folder', 'report.html'), 'utf8');
    expect(report).toContain('data:image/png;base64,');
    expect(report).not.toMatch(/<script|https?:\/\//);
    expect((await stat(folder('new folder', 'report.html'))).size).toBeLessThan(2_000_000);
  });

  test('leaves what is legible already as it came, says so, and restores it where a height is asked for', async () => {
    const data = new Uint8Array(3 * 90 * 48).fill(200);
    await mkdir(folder('tall'));
    await writeFile(folder('tall', 'tall.png'), await encodePng({ width: 90, height: 48, data }));
    const args = ['restore', folder('tall'), '--reader', 'none'];
    const run = await palimpsest([...args, '--out', folder('tall-out'), '--report', folder('tall-out', 'report.html')]);
    expect(run.stdout).toContain('1 image is legible already, with more than 32 rows, and left as it came.');
    const left = await decodeImage(await readFile(folder('tall-out', 'tall.png')), 'tall.png');
    expect([left.width, left.height, left.data]).toEqual([90, 48, data]);
    expect(JSON.parse(await readFile(folder('tall-out', 'tall.json'), 'utf8'))).toMatchObject({ leftAsItIs: true });
    expect(await readFile(folder('tall-out', 'report.html'), 'utf8')).toContain('Left as it is: legible already');
    const again = await palimpsest([...args, '--out', folder('tall-out'), '--json']);
    expect(again.records.at(-1)).toMatchObject({ kept: 1, restored: 0, leftAsItIs: 1 });
    expect(run.stdout).toContain(`Report: ${folder('tall-out', 'report.html')}\n`);
    const asked = await palimpsest([...args, '--out', folder('tall-out'), '--height', '48']);
    expect(asked.stdout).not.toContain('legible');
    const picture = await decodeImage(await readFile(folder('tall-out', 'tall.png')), 'tall.png');
    expect([picture.width, picture.height]).toEqual([180, 96]);
  });

  test('a name with line breaks and terminal codes is one harmless line', async (context) => {
    if (process.platform === 'win32') context.skip('such names cannot exist on Windows');
    const [name = ''] = await crops(folder('plain'), 1);
    await mkdir(folder('odd'));
    await copyFile(folder('plain', name), folder('odd', 'two\nlines\u001b[31m.png'));
    const restored = await palimpsest(['restore', folder('odd'), '--out', folder('odd-out'), '--reader', 'none']);
    expect(restored.stdout).toMatch(/^restored {2}.*two�lines�\[31m\.png → .*two�lines�\[31m\.png$/m);
    const read = await palimpsest(['read', folder('odd'), '--reader', 'ppocr']);
    expect(read.stdout).toMatch(/^[^\n\t]*two�lines�\[31m\.png\tppocr\t[^\n\t]*\t\d+ %\n$/);
  });

  test.each([
    [['restore'], 2, /required option '--out <folder>'/],
    [['restore', 'nowhere.png', '--out', 'x'], 2, /nowhere\.png does not exist/],
    [['restore', DEMO, '--out', 'x', '--engine', 'abacus'], 2, /Allowed choices/],
    [['restore', DEMO, '--out', 'x', '--model', 'nonesuch'], 3, /no model or file “nonesuch”/],
    [['restore', DEMO, '--out', 'x', '--height', '3'], 2, /whole number from 8 to 256/],
    [['restore', DEMO, '--out', 'x', '--reader', 'me'], 2, /Name crnn, .*ppocr or none/],
  ])('%j is refused with a reason', async (args, code, message) => {
    const run = await palimpsest(args);
    expect(run.stderr).toMatch(message);
    expect(run.code).toBe(code);
  });
});
