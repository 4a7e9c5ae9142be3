import { readFile } from 'node:fs/promises';
import { EMPTY_LABEL } from '../../../electron/contract/label.ts';
import { exportTextZoomLmdb } from '../../../electron/core/export/textzoom-lmdb.ts';
import type { ExportItem } from '../../../electron/core/db/dataset-item.ts';
import { DEMO, DEMO_SUBSETS, demoLabels } from '../../resources/demo-pairs.ts';

/** The sample pairs as a TextZoom LMDB without their texts. Returns what each pair shows, by its name. */
export async function writeDemoLmdb(folder: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const items: ExportItem[] = [];
  for (const subset of DEMO_SUBSETS) {
    for (const [name = '', text = ''] of await demoLabels(subset)) {
      texts.set(name, text);
      const [lr, hr] = await Promise.all(['lr', 'hr'].map((side) => readFile(`${DEMO}${subset}/${side}/${name}.png`)));
      if (!lr || !hr) throw new Error(`${name} lacks a side`);
      const rest = { photo: name, split: null, label: EMPTY_LABEL, difficultyProposed: null };
      items.push({ pairId: items.length + 1, name, subset, lr, hr, ...rest });
    }
  }
  async function* all() {
    yield* await Promise.resolve(items);
  }
  await exportTextZoomLmdb(folder, all(), { count: items.length });
  return texts;
}
