import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WheelArchive } from '../../../../models/engines/pack/wheel-archive.ts';
import { makeWheel, type WheelOptions } from '../../../support/wheel.ts';

const text = 'library '.repeat(50_000);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-wheel-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function withWheel<T>(wheel: Buffer, work: (archive: WheelArchive) => Promise<T>): Promise<T> {
  const file = join(folder, 'some.whl');
  await writeFile(file, wheel);
  const archive = await WheelArchive.open(file);
  try {
    return await work(archive);
  } finally {
    await archive.close();
  }
}

const extract = (options: WheelOptions, name: string) =>
  withWheel(makeWheel(options), (archive) => archive.extract(name, join(folder, 'out')));

describe('a wheel', () => {
  test.each([false, true])('yields its members (zip64: %s)', async (zip64) => {
    const hash = await extract({ members: { 'a/lib.so': text, 'a/b, c.h': 'x', 'a/empty': '' }, zip64 }, 'a/lib.so');
    expect(await readFile(join(folder, 'out'), 'utf8')).toBe(text);
    expect(hash).toBe(createHash('sha256').update(text).digest('hex'));
  });

  test('may hold empty members and names with commas', async () => {
    const members = { 'a/empty': '', 'a/b, c.h': 'x' };
    await extract({ members }, 'a/empty');
    expect(await readFile(join(folder, 'out'), 'utf8')).toBe('');
    await extract({ members }, 'a/b, c.h');
    expect(await readFile(join(folder, 'out'), 'utf8')).toBe('x');
  });

  test('is refused when a member does not match RECORD', async () => {
    await expect(
      extract({ members: { 'a/lib.so': text }, misrecorded: ['a/lib.so'] }, 'a/lib.so'),
    ).rejects.toMatchObject({
      code: 'checksum-mismatch',
    });
  });

  test.each(['../evil', 'a/../../evil', '/etc/evil', 'C:/evil', 'a\\..\\evil'])(
    'is refused when it names %s',
    async (name) => {
      await expect(extract({ members: { [name]: 'x' } }, name)).rejects.toMatchObject({
        code: 'file-damaged',
        message: expect.stringContaining(name) as string,
      });
    },
  );

  test.each([0, 10, 200, 0.5, 0.95])('is refused when cut short (%s)', async (part) => {
    const whole = makeWheel({ members: { 'a/lib.so': text } });
    const cut = whole.subarray(0, part < 1 ? Math.floor(whole.length * part) : part);
    await expect(withWheel(cut, (archive) => archive.extract('a/lib.so', join(folder, 'out')))).rejects.toMatchObject({
      code: 'file-damaged',
    });
  });

  test('is refused when its bytes are damaged', async () => {
    const whole = makeWheel({ members: { 'a/lib.so': text } });
    whole.fill(0xff, 38, 60);
    await expect(withWheel(whole, (archive) => archive.extract('a/lib.so', join(folder, 'out')))).rejects.toMatchObject(
      {
        code: 'file-damaged',
        message: expect.stringContaining('a/lib.so') as string,
      },
    );
  });

  test('is refused when its directory is damaged', async () => {
    const whole = makeWheel({ members: { 'a/lib.so': text } });
    whole.fill(0, whole.indexOf('PK\u0001\u0002', 0, 'latin1'), whole.length - 22);
    await expect(withWheel(whole, () => Promise.resolve())).rejects.toMatchObject({ code: 'file-damaged' });
  });
});
