import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder, dataFolder } from '../../../models/base/data-folder.ts';

describe('folders of the product', () => {
  it('follow the platform', () => {
    const linux = { HOME: '/home/u' };
    expect(dataFolder(linux, 'linux')).toBe('/home/u/.local/share/palimpsest');
    expect(cacheFolder(linux, 'linux')).toBe('/home/u/.cache/palimpsest');
    expect(dataFolder(linux, 'darwin')).toBe('/home/u/Library/Application Support/Palimpsest');
    expect(cacheFolder(linux, 'darwin')).toBe('/home/u/Library/Caches/Palimpsest');
    const windows = { LOCALAPPDATA: 'C:\\Users\\u\\AppData\\Local' };
    expect(dataFolder(windows, 'win32')).toBe('C:\\Users\\u\\AppData\\Local\\Palimpsest');
    expect(cacheFolder(windows, 'win32')).toBe('C:\\Users\\u\\AppData\\Local\\Palimpsest\\Cache');
    expect(dataFolder({ USERPROFILE: 'C:\\Users\\u' }, 'win32')).toBe('C:\\Users\\u\\AppData\\Local\\Palimpsest');
  });

  it('follow the XDG variables, except relative ones', () => {
    const xdg = { HOME: '/home/u', XDG_DATA_HOME: '/data', XDG_CACHE_HOME: 'relative' };
    expect(dataFolder(xdg, 'linux')).toBe('/data/palimpsest');
    expect(cacheFolder(xdg, 'linux')).toBe('/home/u/.cache/palimpsest');
  });

  it('are overridden by variables of our own, on every platform', () => {
    const own = { HOME: '/home/u', XDG_DATA_HOME: '/data', PALIMPSEST_DATA: 'here', PALIMPSEST_CACHE: '/cache' };
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(dataFolder(own, platform)).toBe(resolve('here'));
      expect(cacheFolder(own, platform)).toBe(resolve('/cache'));
    }
  });
});
