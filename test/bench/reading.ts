import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startEngine } from '../../models/engines/registry.ts';
import type { Raster } from '../../models/image/raster.ts';
import { resizeBicubic } from '../../models/image/resize.ts';
import type { TensorData } from '../../models/base/tensor.ts';
import { tsrnInput } from '../../models/image/tensors.ts';
import { imageQuality } from '../../models/metrics/image-quality.ts';
import { networkOf } from '../../models/networks/registry.ts';
import { PpocrReader } from '../../models/recognition/readers/ppocr-reader.ts';
import { isLeftAsItIs, lowResolutionSize } from '../../models/restoration/low-resolution.ts';
import { restoreCrops } from '../../models/restoration/restorer.ts';
import { defaultModel, findModel, loadModel } from '../../models/weights/catalogue.ts';
import { shippedModelFolder } from '../../models/weights/folders.ts';
import { readingFigures } from './reading/figures.ts';
import { type GateReader, ourReader, tesseractReader } from './reading/readers.ts';
import { findRealText, type Kind, realText } from './reading/real-text.ts';
import { casesOf, type Case, SUBSETS } from './reading/subsets.ts';
import { inWords, type SubsetFigures } from './reading/table.ts';

/**
 * `npm run bench:reading`: do readers that took no part in training read restorations of real text better than their inputs?
 * See reading/README.md.
 */
const FULL = 200;
const QUICK = 60;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string' },
    quick: { type: 'boolean', default: false },
    size: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    reader: { type: 'string', multiple: true, default: ['PP-OCR', 'tesseract', 'CRNN'] },
    json: { type: 'string' },
  },
});
const size = Number(values.size ?? (values.quick ? QUICK : FULL));
async function gate(folder: string) {
  const engine = await startEngine('onnx', 'inference');
  const [path, readers] = [await modelPath(), await openReaders(engine)];
  const { card, weights } = await loadModel(path);
  const described = networkOf(card.network.network);
  if (described.purpose !== 'super-resolution') throw new Error(`${path} enlarges nothing`);
  const restoring = {
    mode: 'correct' as const,
    toPictures: (output: TensorData) => described.toPictures(output),
    toInput: (rasters: readonly Raster[]) => described.toInput(rasters, card.network),
  };
  const network = await engine.load(card.network, weights);
  console.log(`${card.name}, weights ${card.sha256.slice(0, 12)}; ${readers.map(({ name }) => name).join(', ')}\n`);
  const figures: SubsetFigures[] = [];
  const texts = { words: await realText(folder, 'words', 'gate'), lines: await realText(folder, 'lines', 'gate') };
  for (const subset of SUBSETS.filter(({ name }) => isWanted(name))) {
    const cases = casesOf(subset, texts[subset.kind], size);
    const restored: Raster[] = cases.map(({ lr }) => lr);
    const small = cases.flatMap((one, i) => (isLeftAsItIs(one.lr, 'correct', 'auto') ? [] : [{ ...one, i }]));
    const crops = small.map(({ lr, name }) => {
      const { width, height } = lowResolutionSize(lr, 'correct', 'auto', name);
      return resizeBicubic(lr, width, height);
    });
    for (const [k, { raster }] of (await restoreCrops(network, restoring, crops)).entries()) {
      restored[(small[k] as { i: number }).i] = raster;
    }
    const quality = qualityOf(cases, restored);
    const readings = [];
    for (const reader of readers) readings.push(await readingsOf(reader, subset.kind, cases, restored));
    const one: SubsetFigures = {
      ...{ subset: subset.name, kind: subset.kind, crops: cases.length },
      ...(quality && { quality }),
      readings,
    };
    figures.push(one);
    console.log(`${inWords(one)}\n`);
  }
  const { name, sha256 } = card;
  if (values.json)
    await writeFile(values.json, `${JSON.stringify({ model: { name, sha256 }, figures }, undefined, 2)}\n`);
  for (const reader of readers) await reader.dispose();
  await network.dispose();
  await engine.stop();
}

const isWanted = (name: string): boolean => values.only.length === 0 || values.only.some((one) => name.includes(one));

const modelPath = (): Promise<string> =>
  values.model === undefined ? defaultModel('tsrn', [shippedModelFolder()]) : findModel(values.model);

async function openReaders(engine: Awaited<ReturnType<typeof startEngine>>): Promise<GateReader[]> {
  const wanted = new Set(values.reader.map((name) => name.toLowerCase().replace('-', '')));
  const readers: GateReader[] = [];
  if (wanted.has('ppocr')) readers.push(ourReader(await PpocrReader.open()));
  if (wanted.has('tesseract')) {
    const tesseract = await tesseractReader();
    if (tesseract) readers.push(tesseract);
    else console.log('tesseract is not installed, so it is left out.');
  }
  if (wanted.has('crnn')) {
    const { card, weights } = await loadModel(await defaultModel('crnn', [shippedModelFolder()]));
    const described = networkOf(card.network.network);
    if (described.purpose !== 'recognition') throw new Error(`${card.name} reads nothing`);
    const network = await engine.load(card.network, weights);
    readers.push(ourReader(await described.openReader({ network, card, mode: 'correct' })));
  }
  return readers;
}

async function readingsOf(reader: GateReader, kind: Kind, cases: readonly Case[], restored: readonly Raster[]) {
  const inputs = cases.map(({ lr }) => lr);
  const texts = await reader.read([...inputs, ...restored], kind);
  const readings = cases.map(({ text }, i) => ({
    reference: text,
    before: texts[i] as string,
    after: texts[i + cases.length] as string,
  }));
  return readingFigures(reader.name, readings, reader.rule);
}

/** Means over crops of what bicubic and the restoration come to against HR, both at its size; undefined without HR. */
function qualityOf(cases: readonly Case[], restored: readonly Raster[]): SubsetFigures['quality'] {
  const pairs = cases.flatMap(({ lr, hr }, i) => (hr ? [{ lr, hr, sr: restored[i] as Raster }] : []));
  if (pairs.length === 0) return undefined;
  const meanOf = (side: 'lr' | 'sr') => {
    const each = pairs.map((pair) => {
      const { width, height } = pair.hr;
      const enlarged = resizeBicubic(pair[side], width, height);
      return imageQuality(tsrnInput([enlarged], false), tsrnInput([pair.hr], false), 'correct');
    });
    const mean = (of: 'psnr' | 'ssim') => each.reduce((sum, one) => sum + one[of], 0) / each.length;
    return { psnr: mean('psnr'), ssim: mean('ssim') };
  };
  return { bicubic: meanOf('lr'), restored: meanOf('sr') };
}

const found = await findRealText(values.data);
if ('reason' in found) console.log(`Skipped: ${found.reason}`);
else await gate(found.folder);
