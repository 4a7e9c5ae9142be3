import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  PACK_ADDON,
  PACK_MANIFEST,
  PACK_OPERATIONS,
  PACK_STDERR_SWITCH,
  readPack,
  tensorflowPackFolder,
} from '../../../../models/engines/pack/pack-folder.ts';
import {
  engineStatus,
  installTensorFlowPack,
  removeTensorFlowPack,
  requireFreeSpace,
  type PackProgress,
  type PackTools,
} from '../../../../models/engines/pack/tensorflow-pack.ts';
import { Problem } from '../../../../models/base/problem.ts';
import { serveFile } from '../../../support/file-server.ts';
import { makeWheel, type WheelOptions } from '../../../support/wheel.ts';

const mac = process.platform === 'darwin';
const LIBRARIES = ['cc', 'framework'].map((part) => `libtensorflow_${part}${mac ? '.2.dylib' : '.so.2'}`) as [
  string,
  string,
];
const MEMBERS = {
  [`tensorflow/${LIBRARIES[0]}`]: 'the C library '.repeat(1000),
  [`tensorflow/${LIBRARIES[1]}`]: 'the framework',
  'tensorflow/include/tensorflow/c/c_api.h': '// header',
  'tensorflow/python/unneeded.py': 'print()',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-pack-'));
  vi.stubEnv('PALIMPSEST_DATA', join(folder, 'data'));
  vi.stubEnv('PALIMPSEST_CACHE', join(folder, 'cache'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Stand-ins for the compiler and the trial, which need the real TensorFlow. */
const tools = (more: Partial<PackTools> = {}): PackTools => ({
  findBuildTools: () => Promise.resolve({ compiler: 'c++', nodeHeaders: '/' }),
  compile: async (_tools, pack, include) => {
    const header = await readFile(join(include, 'tensorflow/c/c_api.h'), 'utf8');
    await mkdir(dirname(join(pack, PACK_ADDON)), { recursive: true });
    await writeFile(join(pack, PACK_ADDON), `addon from ${header}`);
    await writeFile(join(pack, PACK_OPERATIONS), 'operations');
    await writeFile(join(pack, PACK_STDERR_SWITCH), 'switch');
  },
  tryPack: async (pack) => `CPU, pack of ${(await readdir(pack)).length} parts`,
  ...more,
});

async function wheelFile(options: Partial<WheelOptions> = {}): Promise<string> {
  const file = join(folder, 'tensorflow.whl');
  await writeFile(file, makeWheel({ members: MEMBERS, ...options }));
  return file;
}

/** Every file of the installed pack with its content, to see that nothing of it changed. */
async function contents(): Promise<Record<string, string>> {
  const pack = tensorflowPackFolder();
  const names = (await readdir(pack, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const files = names.map(({ parentPath, name }) => join(parentPath, name)).sort();
  const entries = files.map(async (file) => [file, await readFile(file, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(entries));
}

const besidePack = () => readdir(dirname(tensorflowPackFolder()));

describe.skipIf(process.platform === 'win32')('installing the TensorFlow engine pack', () => {
  test('takes the libraries, compiles, tries and records', async () => {
    const seen: PackProgress[] = [];
    const wheel = await wheelFile();
    const {
      folder: pack,
      device,
      manifest,
    } = await installTensorFlowPack({ wheel, onProgress: (p) => seen.push(p) }, tools());
    expect(pack).toBe(join(folder, 'data/engines/tensorflow'));
    expect(device).toBe('CPU, pack of 3 parts');
    expect(Object.keys(await contents())).toEqual(
      [
        `deps/lib/${LIBRARIES[0]}`,
        `deps/lib/${LIBRARIES[1]}`,
        PACK_OPERATIONS,
        PACK_STDERR_SWITCH,
        PACK_ADDON,
        PACK_MANIFEST,
      ].map((name) => join(pack, name)),
    );
    expect(await readFile(join(pack, 'deps/lib', LIBRARIES[0]), 'utf8')).toBe(Object.values(MEMBERS)[0]);
    expect(manifest).toMatchObject({ platform: process.platform, arch: process.arch, tensorflow: '9.9.9' });
    expect(manifest.wheel.sha256).toBe(
      createHash('sha256')
        .update(await readFile(wheel))
        .digest('hex'),
    );
    expect([...new Set(seen.map(({ step }) => step))]).toEqual(['verify', 'extract', 'compile', 'test']);
    const extracted = seen.filter(({ step }) => step === 'extract').at(-1);
    expect(extracted?.bytes).toBe(extracted?.total);
    expect(await readPack(pack)).toEqual(manifest);
    expect(await engineStatus()).toMatchObject({ installed: true, folder: pack });
    expect(await besidePack()).toEqual(['tensorflow']);
  });

  const failures: [string, Partial<WheelOptions>, Partial<PackTools>, string][] = [
    ['the wheel is for another computer', { tag: 'cp311-cp311-win_arm64' }, {}, 'bad-argument'],
    ['the wheel has no C library', { members: { 'tensorflow/a.py': '' } }, {}, 'bad-argument'],
    ['a member is damaged', { misrecorded: [`tensorflow/${LIBRARIES[1]}`] }, {}, 'checksum-mismatch'],
    [
      'a member lies outside',
      { members: { ...MEMBERS, 'tensorflow/include/tensorflow/c/../../../../evil.h': '' } },
      {},
      'file-damaged',
    ],
    [
      'there is no compiler',
      {},
      {
        findBuildTools: () =>
          Promise.reject(
            new Problem('said', { sentence: 'No compiler.', cure: 'Install one.' }, { code: 'engine-unusable' }),
          ),
      },
      'engine-unusable',
    ],
    [
      'the pack does not work',
      {},
      {
        tryPack: () =>
          Promise.reject(new Problem('said', { sentence: 'Crash.', cure: 'None.' }, { code: 'engine-unusable' })),
      },
      'engine-unusable',
    ],
    [
      'the disk is full',
      {},
      { compile: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) },
      'disk-full',
    ],
  ];
  test.each(failures)('leaves the former pack as it was when %s', async (_title, wheel, broken, code) => {
    await installTensorFlowPack({ wheel: await wheelFile() }, tools());
    const before = await contents();
    await expect(installTensorFlowPack({ wheel: await wheelFile(wheel) }, tools(broken))).rejects.toMatchObject({
      code,
    });
    expect(await contents()).toEqual(before);
    expect(await besidePack()).toEqual(['tensorflow']);
    expect(existsSync(join(folder, 'data/evil.h'))).toBe(false);
  });

  test('replaces the former pack', async () => {
    await installTensorFlowPack({ wheel: await wheelFile() }, tools());
    await installTensorFlowPack({ wheel: await wheelFile({ version: '10.0.0' }) }, tools());
    expect(await engineStatus()).toMatchObject({ installed: true, manifest: { tensorflow: '10.0.0' } });
    expect(await besidePack()).toEqual(['tensorflow']);
  });

  test('stops when told to and changes nothing', async () => {
    const stop = new AbortController();
    const install = installTensorFlowPack(
      { wheel: await wheelFile(), signal: stop.signal, onProgress: ({ step }) => step === 'extract' && stop.abort() },
      tools(),
    );
    await expect(install).rejects.toMatchObject({ code: 'cancelled' });
    expect(await besidePack()).toEqual([]);
  });

  test('names a wheel that does not exist', async () => {
    await expect(installTensorFlowPack({ wheel: join(folder, 'none.whl') }, tools())).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('none.whl') as string,
    });
  });

  test('checks a checksum given with a file', async () => {
    const wheel = await wheelFile();
    await expect(installTensorFlowPack({ wheel, sha256: 'ab'.repeat(32) }, tools())).rejects.toMatchObject({
      code: 'checksum-mismatch',
    });
  });

  test('cleans up after an installation that was killed, and puts back the pack that it had taken away', async () => {
    await installTensorFlowPack({ wheel: await wheelFile() }, tools());
    const pack = tensorflowPackFolder();
    await rename(pack, `${pack}.former`);
    await mkdir(`${pack}-installing-999999999`);
    expect(await engineStatus()).toMatchObject({ installed: true });
    await expect(installTensorFlowPack({ wheel: join(folder, 'none.whl') }, tools())).rejects.toThrow();
    expect(await besidePack()).toEqual(['tensorflow']);
  });

  test('fetches the wheel from an address, and keeps only the pack', async () => {
    const wheel = await readFile(await wheelFile());
    const server = await serveFile(wheel, 'tensorflow_cpu-9.9.9.whl');
    try {
      await expect(installTensorFlowPack({ url: server.url }, tools())).rejects.toMatchObject({
        code: 'bad-argument',
        reason: 'checksum-unknown',
      });
      expect(server.requested).toEqual([]);
      const wrong = installTensorFlowPack({ url: server.url, sha256: '00'.repeat(32) }, tools());
      await expect(wrong).rejects.toMatchObject({ code: 'checksum-mismatch' });
      const sha256 = createHash('sha256').update(wheel).digest('hex').toUpperCase();
      const seen: PackProgress[] = [];
      await installTensorFlowPack({ url: server.url, sha256, onProgress: (p) => seen.push(p) }, tools());
      expect(seen.find(({ step }) => step === 'download')).toMatchObject({ bytes: 0, total: wheel.length });
      expect(await engineStatus()).toMatchObject({ installed: true });
      expect(await readdir(join(folder, 'cache/downloads'))).toEqual([]);
    } finally {
      await server.close();
    }
  });

  test.each(['file:///etc/passwd', 'nonsense', 'ftp://host/a.whl'])('refuses the address %s', async (url) => {
    await expect(installTensorFlowPack({ url, sha256: '00'.repeat(32) }, tools())).rejects.toMatchObject({
      code: 'bad-argument',
    });
  });

  test('works with the real wheel named in PALIMPSEST_TEST_WHEEL', async (context) => {
    const wheel = process.env.PALIMPSEST_TEST_WHEEL;
    if (!wheel) return context.skip('set PALIMPSEST_TEST_WHEEL to a TensorFlow wheel to build a real pack');
    const { device } = await installTensorFlowPack({ wheel });
    expect(device).toMatch(/TensorFlow \d/);
  });
});

describe('the installed pack', () => {
  async function handMade(manifest: unknown) {
    await mkdir(tensorflowPackFolder(), { recursive: true });
    await writeFile(
      join(tensorflowPackFolder(), PACK_MANIFEST),
      typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
    );
    return expect(readPack(tensorflowPackFolder())).rejects;
  }
  const native = {
    format: 2,
    platform: process.platform,
    arch: process.arch,
    tensorflow: '1',
    wheel: { name: '', sha256: '' },
  };
  const saying = (part: string) => ({ code: 'engine-unusable', message: expect.stringContaining(part) as string });

  test('says that it is not installed, and how to install it', async () => {
    await expect(readPack(tensorflowPackFolder())).rejects.toMatchObject({
      ...saying('not installed'),
      reason: 'pack-not-installed',
    });
  });
  test('says that it is for another computer', async () => {
    await (await handMade({ ...native, platform: 'sunos', files: [] })).toMatchObject(saying('is for sunos'));
  });
  test('says which file is missing', async () => {
    const files = [{ path: 'deps/lib/a.so', size: 3, sha256: '' }];
    await (await handMade({ ...native, files })).toMatchObject(saying('a.so is missing'));
  });
  test('says which file has another size', async () => {
    await mkdir(join(tensorflowPackFolder(), 'deps'), { recursive: true });
    await writeFile(join(tensorflowPackFolder(), 'deps/a.so'), 'four');
    const files = [{ path: 'deps/a.so', size: 3, sha256: '' }];
    await (await handMade({ ...native, files })).toMatchObject(saying('4 bytes instead of 3'));
  });
  test('says that its description is damaged', async () => {
    await (await handMade('{')).toMatchObject(saying('not JSON'));
    await (await handMade({ format: 99 })).toMatchObject(saying('another version'));
  });

  test('is removed with its downloads', async () => {
    expect(await removeTensorFlowPack()).toBe(false);
    await handMade({ ...native, files: [] });
    expect(await removeTensorFlowPack()).toBe(true);
    expect(await engineStatus()).toMatchObject({ installed: false, problem: { code: 'engine-unusable' } });
  });
});

test('too little room on the disk is said before anything is written', async () => {
  await expect(requireFreeSpace(folder, 2 ** 60)).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringContaining('1152921504.61 GB') as string,
  });
});
