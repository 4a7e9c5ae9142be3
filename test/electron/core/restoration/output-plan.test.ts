import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planOutputs } from '../../../../electron/core/restoration/output-plan.ts';

const image = (path: string, relativePath = path) => ({ path, relativePath });
const outputs = (...paths: string[]) =>
  planOutputs(
    paths.map((path) => image(path)),
    'out',
  ).map(({ output }) => output);

describe('planOutputs', () => {
  test('keeps names and subfolders, as PNG with a JSON sidecar', () => {
    const [item] = planOutputs([image('in/1912/a.jpg', '1912/a.jpg')], 'out');
    expect(item).toEqual({
      input: 'in/1912/a.jpg',
      relativePath: '1912/a.jpg',
      output: join('out/1912/a.png'),
      sidecar: join('out/1912/a.json'),
    });
  });

  test('inputs that differ only by ending or by case keep their ending', () => {
    expect(outputs('a.jpg', 'A.tif', 'b.png')).toEqual([
      join('out/a.jpg.png'),
      join('out/A.tif.png'),
      join('out/b.png'),
    ]);
  });

  test('same-named files from different folders get numbers', () => {
    const items = planOutputs([image('x/a.png', 'a.png'), image('y/a.png', 'a.png')], 'out');
    expect(items.map(({ output }) => output)).toEqual([join('out/a.png.png'), join('out/a.png (2).png')]);
  });

  test('refuses to write over an input', () => {
    expect(() => planOutputs([image('crops/a.png', 'a.png')], 'crops')).toThrow(/would overwrite/);
  });

  test('maps have places of their own, which no other picture gets', () => {
    const items = planOutputs([image('a.png'), image('a.invention.jpg')], 'out', { inventions: true });
    const places = items.flatMap(({ output, sidecar, invention }) => [output, sidecar, invention]);
    expect(new Set(places).size).toBe(6);
    expect(items[0]?.invention).toBe(join('out/a.invention.png'));
    expect(() => planOutputs([image('a.jpg'), image('a.invention.png')], '.', { inventions: true })).toThrow(
      /would overwrite/,
    );
  });
});
