import { type PreparedStep, prepareStep } from './prepared-item.ts';
import type { ImportStep } from '../db/dataset-item.ts';

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
