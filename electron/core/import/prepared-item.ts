import { createHash } from 'node:crypto';
import { decodeImage } from '../../../models/image/decode.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import type { Label } from '../../contract/label.ts';
import { normalisedChanges } from '../annotate/changes.ts';
import type { StorableImage } from '../db/queries/imported-pairs.ts';
import type { ImportItem, ImportStep, SkippedStep } from '../db/dataset-item.ts';

/** An item whose images were decoded and whose label is in its stored form. */
export interface PreparedItem extends Omit<ImportItem, 'lr' | 'hr'> {
  lr: StorableImage | undefined;
  hr: StorableImage | undefined;
}

/** A step ready to be written: an item, or the reason for leaving it out. */
export type PreparedStep = { cursor: string } & (
  { item: PreparedItem; skipped?: never } | { skipped: SkippedStep; item?: never }
);

/**
 * Checks one step: every image is decoded in full, off this thread, unless `isStored` knows it; the label is validated
 * and brought to NFC. An item's faults become a skip with the reason; throws only what `isStored` throws.
 */
export async function prepareStep(step: ImportStep, isStored: (sha256: Buffer) => boolean): Promise<PreparedStep> {
  const { cursor, item } = step;
  if (!item) return { cursor, skipped: { ...step.skipped, key: step.skipped.key.toWellFormed() } };
  const key = item.key.toWellFormed();
  const [lrBytes, hrBytes] = [item.lr, item.hr].map((bytes) => bytes && hashed(bytes, isStored));
  try {
    if (!item.lr && !item.hr) {
      throw new Problem('item-without-picture', { item: key });
    }
    // One after the other, so that a batch's concurrency is the number of its items.
    const lr = lrBytes && (await checkedImage(lrBytes, `${key} (low resolution)`));
    const hr = hrBytes && (await checkedImage(hrBytes, `${key} (high resolution)`));
    const label = storedForm(item.label, key);
    const [name, subset, photo] = [item.name, item.subset, item.photo].map((text) => text.toWellFormed()) as [
      string,
      string,
      string,
    ];
    return { cursor, item: { ...item, key, name, subset, photo, lr, hr, label } };
  } catch (error) {
    return { cursor, skipped: { key, problem: asProblem(error, key).toData() } };
  }
}

interface HashedImage {
  sha256: Buffer;
  bytes: Uint8Array;
  stored: boolean;
}

function hashed(bytes: Uint8Array, isStored: (sha256: Buffer) => boolean): HashedImage {
  const sha256 = createHash('sha256').update(bytes).digest();
  return { sha256, bytes, stored: isStored(sha256) };
}

async function checkedImage({ sha256, bytes, stored }: HashedImage, name: string): Promise<StorableImage> {
  if (stored) return { sha256, bytes, facts: undefined };
  const { format, width, height } = await decodeImage(bytes, name);
  return { sha256, bytes, facts: { format, width, height } };
}

/** The label as it is stored. Throws `bad-argument` naming the item and the field. */
function storedForm(label: Partial<Label>, key: string): Partial<Label> {
  try {
    return normalisedChanges(label);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem('label-unfit', { item: key, why: error.toData() }, { cause: error, code: error.code });
  }
}

export interface BatchLimits {
  items: number;
  /** Of encoded images; a single larger item is a batch of its own. */
  bytes: number;
}

/** Items whose images are decoded at the same time; libuv has four threads for it. */
const ITEMS_AT_ONCE = 8;
/** An item with more encoded bytes may decode to gigabytes, and is decoded alone. */
const LARGE_ITEM = 2 * 1024 * 1024;

/**
 * Groups a source's steps into batches, prepared and in their order. While a batch is prepared the source is read on, up
 * to the limits. What the source throws comes after the steps before it.
 */
export async function* preparedBatches(
  steps: AsyncIterable<ImportStep>,
  limits: BatchLimits,
  isStored: (sha256: Buffer) => boolean,
): AsyncGenerator<PreparedStep[]> {
  let batch: Promise<PreparedStep>[] = [];
  let bytes = 0;
  const underWay = new Set<Promise<unknown>>();
  const taken = () => {
    const full = Promise.all(batch);
    batch = [];
    bytes = 0;
    return full;
  };
  try {
    for await (const step of steps) {
      const size = (step.item?.lr?.length ?? 0) + (step.item?.hr?.length ?? 0);
      if (batch.length > 0 && bytes + size > limits.bytes) yield await taken();
      while (underWay.size >= (size > LARGE_ITEM ? 1 : ITEMS_AT_ONCE)) await Promise.race(underWay);
      const work = prepareStep(step, isStored);
      const leave = () => underWay.delete(entry);
      const entry: Promise<unknown> = work.then(leave, leave); // a failure is thrown with its batch
      underWay.add(entry);
      if (size > LARGE_ITEM) await entry;
      batch.push(work);
      bytes += size;
      if (batch.length >= limits.items) yield await taken();
    }
  } catch (error) {
    if (batch.length > 0) yield await taken();
    throw error;
  }
  if (batch.length > 0) yield await taken();
}
