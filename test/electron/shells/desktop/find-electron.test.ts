import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findElectron } from '../../../../electron/shells/desktop/launch/find-electron.ts';

describe('findElectron', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palimpsest-electron-'));
    await writeFile(join(folder, 'electron'), '');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('a runtime that is not there is a reason and never a download', () => {
    const found = findElectron([], { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'none'), DISPLAY: ':0' }, 1000);
    expect(found).toEqual({ reason: expect.stringContaining('not downloaded') as string });
  });

  test.runIf(process.platform === 'linux')('neither a missing display nor root without a switch are tried', () => {
    const dist = { ELECTRON_OVERRIDE_DIST_PATH: folder };
    const path = join(folder, 'electron');
    expect(findElectron([], dist, 1000)).toEqual({ reason: 'there is no display' });
    expect(findElectron([], { ...dist, DISPLAY: ':0' }, 0)).toEqual({ reason: 'its sandbox does not work for root' });
    expect(findElectron(['--no-sandbox'], { ...dist, DISPLAY: ':0' }, 0)).toEqual({ path });
    expect(findElectron([], { ...dist, WAYLAND_DISPLAY: 'wayland-0' }, 1000)).toEqual({ path });
  });
});
