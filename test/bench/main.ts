import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { probeAll } from '../../models/engines/registry.ts';
import { lastRecord, runScript } from './child.ts';
import { median } from './median.ts';
import { writeCrops } from './samples.ts';

/**
 * `npm run bench`: ratios and memory of one run on this machine. Machines are shared and noisy: compare the figures of one
 * run with each other, never with those of another. `--images N` sets the size of the long run (10,000; 0 leaves it out).
 */
const CLI = '../../electron/shells/cli/main.ts';
const ROUNDS = 3;
const IMAGES = 768;
const CHUNK = 16;
const GOAL = 0.85;
/** From a short word to a long line. */
const WIDTHS = [32, 40, 48, 56, 64, 72, 80, 96, 112, 128, 160, 200, 256];

const { values } = parseArgs({ options: { images: { type: 'string', default: '10000' } } });
const folder = await mkdtemp(join(tmpdir(), 'palimpsest-bench-'));
try {
  console.log(`Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model ?? process.arch}\n`);
  await restoring();
  await networks();
  if (Number(values.images) > 0) await manyImages(Number(values.images));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Rounds of product and yardstick take turns, so that both meet the same neighbours on the machine. */
async function restoring() {
  await writeCrops(join(folder, 'in'), IMAGES, [64]);
  const product: number[] = [];
  const bare: number[] = [];
  const peaks: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const run = await restore('in', `out-${round}`);
    product.push(IMAGES / Number(lastRecord(run).seconds));
    peaks.push(run.peakMegabytes);
    const yardstick = await runScript('bare-onnxruntime.ts', [String(IMAGES), String(CHUNK)]);
    bare.push(Number(lastRecord(yardstick).imagesPerSecond));
  }
  const ratio = median(product.map((rate, i) => rate / (bare[i] as number)));
  console.log(`Restoring ${IMAGES} crops of 64×16, TSRN ×2, no reader (median of ${ROUNDS} rounds)`);
  console.log(`  restore, from file to file     ${median(product).toFixed(1)} images/s`);
  console.log(`  bare onnxruntime, same graph   ${median(bare).toFixed(1)} images/s, batch ${CHUNK}`);
  console.log(`  ratio                          ${ratio.toFixed(2)} (goal: at least ${GOAL})`);
  console.log(`  peak memory of restore         ${megabytes(Math.max(...peaks))}\n`);
}

function restore(from: string, to: string, onLine?: (line: string, megabytes: number) => void) {
  return runScript(
    CLI,
    ['restore', join(folder, from), '--out', join(folder, to), '--reader', 'none', '--engine', 'onnx', '--json'],
    onLine,
  );
}

async function networks() {
  console.log(
    'Networks by engine: TSRN on one 64×16 crop; training steps of 16 pairs (TSRN with alignment; CRNN 100×32)',
  );
  for (const report of await probeAll()) {
    if (!report.usable) {
      console.log(`  ${report.id.padEnd(11)} left out: ${report.problem.sentence}`);
      continue;
    }
    const trains = report.canTrain && !report.slow;
    const run = await runScript('networks.ts', [report.id, ...(trains ? ['train'] : [])]);
    const { latency, tsrn, crnn } = lastRecord(run) as Record<string, number | undefined>;
    const facts = [
      `one crop ${(latency ?? NaN).toFixed(1)} ms`,
      tsrn !== undefined && `TSRN step ${tsrn.toFixed(0)} ms`,
      crnn !== undefined && `CRNN step ${crnn.toFixed(0)} ms`,
      `peak ${megabytes(run.peakMegabytes)}`,
      report.device,
    ];
    console.log(`  ${report.id.padEnd(11)} ${facts.filter(Boolean).join(' · ')}`);
  }
  console.log('');
}

/** Memory must not grow with the number of images, whatever widths they have. */
async function manyImages(images: number) {
  await writeCrops(join(folder, 'many'), images, WIDTHS);
  console.log(`Restoring ${images} crops of ${WIDTHS.length} widths`);
  let done = 0;
  const step = Math.ceil(images / 10);
  const run = await restore('many', 'many-out', (line, held) => {
    if (!line.includes('"type":"item"')) return;
    if (++done % step === 0) console.log(`  after ${String(done).padStart(6)} images   ${megabytes(held)} held`);
  });
  const { restored, failed, seconds } = lastRecord(run) as Record<string, number>;
  console.log(`  ${restored} restored, ${failed} failed in ${(seconds ?? NaN).toFixed(0)} s`);
  console.log(`  peak memory of all processes   ${megabytes(run.peakMegabytes)}`);
}

function megabytes(value: number): string {
  return Number.isNaN(value) ? 'not told by this system' : `${value.toFixed(0)} MB`;
}
