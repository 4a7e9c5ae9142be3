import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { encodePng } from '../../../../models/image/encode.ts';
import { DEMO, palimpsest, workFolder } from './support.ts';

const folder = workFolder();
const CROPS = join(DEMO, 'easy/lr');

const white = (width: number, height: number) =>
  encodePng({ width, height, data: new Uint8Array(3 * width * height).fill(255) });

/** One line of the form `error: sentence cure [code]`, and nothing else. */
const refusal = (code: string, ...words: string[]) =>
  new RegExp(`^error: ${words.map((word) => `(?=.*${word})`).join('')}.+ .+\\[${code}\\]\n$`);

describe('bad pictures are named with their cure, and fail alone', () => {
  beforeAll(async () => {
    const [crop = ''] = await readdir(CROPS);
    await mkdir(folder('in'));
    await copyFile(join(CROPS, crop), folder('in', 'good.png'));
    await writeFile(folder('in', '1×1.png'), await white(1, 1));
    await writeFile(folder('in', 'long.png'), await white(20_000, 20));
  });

  test.each([
    ['1×1.png', 'image-too-small', 'at least 4 pixels'],
    ['long.png', 'image-too-wide', 'shorter lines'],
  ])('restore %s', async (name, code, cure) => {
    const inputs = [folder('in', 'good.png'), folder('in', name)];
    const run = await palimpsest(['restore', ...inputs, '--out', folder(`out ${code}`), '--reader', 'none']);
    expect(run.stderr).toMatch(refusal(code, name, cure));
    expect(run.stdout).toContain('1 restored');
    expect(run.code).toBe(1);
  });

  test('read 1×1.png', async () => {
    const run = await palimpsest(['read', folder('in', '1×1.png'), '--reader', 'crnn']);
    expect(run.stderr).toMatch(refusal('image-too-small', '1×1.png'));
    expect(run.code).toBe(1);
  });
});

describe('a wrong command line', () => {
  test.each([
    [['restore', CROPS, '--no-such-option', '--json']],
    [['no-such-command', '--json']],
    [['restore', '--json']],
  ])('is a record too, for programs: %j', async (args) => {
    const run = await palimpsest(args);
    expect(run.code).toBe(2);
    expect(run.records).toEqual([
      {
        type: 'problem',
        code: 'bad-argument',
        reason: 'said',
        data: expect.any(Object) as object,
        sentence: expect.any(String) as string,
        cure: expect.any(String) as string,
      },
    ]);
  });

  test('paths are meant from where the person stands, also through npm', async () => {
    await mkdir(folder('standing'));
    await copyFile(join(CROPS, (await readdir(CROPS))[0] ?? ''), folder('standing', 'crop.png'));
    const env = { INIT_CWD: folder('standing'), npm_lifecycle_event: 'palimpsest' };
    const run = await palimpsest(['restore', 'crop.png', '--out', 'out', '--reader', 'none', '--engine', 'wasm'], {
      env,
    });
    expect(run.stderr).toBe('');
    expect(await readdir(folder('standing', 'out'))).toContain('crop.png');
  });
});

describe('wrong or missing weights stop the job before it begins', () => {
  test('no checkpoint at all', async () => {
    await writeFile(folder('notes.pth'), 'Dear diary');
    const run = await palimpsest(['restore', CROPS, '--out', folder('a'), '--model', folder('notes.pth')]);
    expect(run.stderr).toMatch(refusal('wrong-checkpoint', 'notes.pth', 'safetensors'));
    expect(run.code).toBe(3);
  });

  test('weights of the other network', async () => {
    const run = await palimpsest(['restore', CROPS, '--out', folder('b'), '--model', 'crnn-latin']);
    expect(run.stderr).toMatch(refusal('wrong-checkpoint', 'crnn-latin is a CRNN', 'models list'));
    expect(run.code).toBe(3);
  });

  test('weights that were deleted', async () => {
    const run = await palimpsest(['read', CROPS, '--reader', 'crnn', '--crnn', folder('gone.pth')]);
    expect(run.stderr).toMatch(refusal('weights-missing', 'gone.pth', 'Models here'));
    expect(run.code).toBe(3);
  });
});

describe('places that cannot take the output', () => {
  test('a file stands where the folder should be', async () => {
    await writeFile(folder('taken'), 'mine');
    const run = await palimpsest(['restore', CROPS, '--out', folder('taken'), '--reader', 'none']);
    expect(run.stderr).toMatch(refusal('bad-argument', 'taken already exists'));
    expect(run.code).toBe(2);
  });

  test('a folder that nobody may write to', async (context) => {
    if (process.platform !== 'linux') context.skip('needs a place that even an administrator cannot write to');
    const run = await palimpsest(['restore', CROPS, '--out', '/sys/palimpsest', '--reader', 'none']);
    expect(run.stderr).toMatch(refusal('not-writable', '/sys/palimpsest', 'permissions'));
    expect(run.code).toBe(3);
  });

  test('a folder that is there but may not be written to ends the job before it begins', async (context) => {
    if (process.platform !== 'linux') context.skip('needs a place that even an administrator cannot write to');
    const run = await palimpsest(['restore', CROPS, '--out', '/proc/self', '--reader', 'none']);
    expect(run.stderr).toMatch(refusal('not-writable', '/proc/self', 'another folder'));
    expect(run.stdout).toBe('');
    expect(run.code).toBe(3);
  });

  test('a full disk ends the job at once, keeps what is finished, and a run with room goes on', async (context) => {
    const small = folder('small');
    await mkdir(small);
    try {
      await promisify(execFile)('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', small]);
    } catch {
      context.skip('needs the right to mount a small tmpfs');
    }
    onTestFinished(async () => {
      await promisify(execFile)('umount', [small]);
    });
    const args = ['restore', CROPS, '--out', join(small, 'out'), '--reader', 'none', '--engine', 'wasm'];
    const full = await palimpsest(args);
    expect(full.code).toBe(3);
    expect(full.stderr).toMatch(refusal('disk-full', 'The disk that holds .*small/out.* is full', 'Free some space'));
    const left = await readdir(join(small, 'out'));
    expect(left.filter((name) => !/\.(png|json)$/.test(name))).toEqual([]);

    await promisify(execFile)('mount', ['-o', 'remount,size=4m', small]);
    const again = await palimpsest([...args, '--json']);
    expect(again.records.at(-1)).toMatchObject({ failed: 0, left: 0 });
  });
});
