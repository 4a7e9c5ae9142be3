import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ComputeClient } from '../../../electron/compute/client/client.ts';
import type { OpenOptions } from '../../../electron/contract/compute.ts';

const CROPS = fileURLToPath(new URL('../../../resources/demo/easy/hr/', import.meta.url));
const READ_ONLY: OpenOptions = {
  engine: 'wasm',
  readers: ['ppocr'],
  mode: 'correct',
  height: 'auto',
  software: 'Palimpsest under test',
};

describe('ComputeClient', () => {
  let compute: ComputeClient;
  let items: { input: string }[];

  beforeEach(async () => {
    compute = new ComputeClient();
    items = (await readdir(CROPS)).map((name) => ({ input: join(CROPS, name) }));
  });
  afterEach(() => compute.close());

  test('answers with plain data and names the reader', async () => {
    const opened = await compute.open(READ_ONLY);
    expect(opened).toMatchObject({ engine: 'wasm', readers: [{ id: 'ppocr' }] });
    const outcomes = await compute.call('read', items);
    expect(outcomes.map(({ ok }) => ok)).toEqual(items.map(() => true));
  });

  test('a host that is killed fails the call under way, and the next call starts a fresh one', async () => {
    await compute.open(READ_ONLY);
    const first = compute.processId;
    const underWay = compute.call('read', items);
    process.kill(first ?? 0, 'SIGKILL');
    await expect(underWay).rejects.toMatchObject({
      code: 'compute-died',
      message: 'The compute process was ended by SIGKILL.',
    });
    // Several calls at once share one restart.
    const answers = await Promise.all([compute.call('read', items), compute.call('read', items.slice(0, 1))]);
    expect(answers.map((outcomes) => outcomes.length)).toEqual([items.length, 1]);
    expect(compute.processId).not.toBe(first);
  });

  test('a call on a host that has just died is refused, not thrown at the process', async () => {
    await compute.open(READ_ONLY);
    process.kill(compute.processId ?? 0, 'SIGKILL');
    const call = compute.call('read', items);
    await expect(call).rejects.toMatchObject({ code: 'compute-died' });
  });

  test('a network that cannot be opened is a problem with its own code, and leaves a host that can open another', async () => {
    const wrong = compute.open({ ...READ_ONLY, superResolution: join(CROPS, 'no-such.safetensors') });
    await expect(wrong).rejects.toMatchObject({ code: 'not-found' });
    await expect(compute.call('read', items)).rejects.toMatchObject({ code: 'internal' });
    await expect(compute.open(READ_ONLY)).resolves.toMatchObject({ engine: 'wasm' });
  });

  test('closing is final: what is called afterwards is refused and starts no other host', async () => {
    await compute.open(READ_ONLY);
    const underWay = compute.call('read', items).catch(() => undefined);
    const closing = compute.close();
    await expect(compute.call('read', items)).rejects.toMatchObject({ code: 'cancelled' });
    await closing;
    await underWay;
    await expect(compute.call('read', items)).rejects.toMatchObject({ code: 'cancelled' });
    await expect(compute.open(READ_ONLY)).rejects.toMatchObject({ code: 'cancelled' });
    expect(compute.processId).toBeUndefined();
  });

  test('closing ends the host', async () => {
    await compute.open(READ_ONLY);
    const host = compute.processId ?? 0;
    await compute.close();
    expect(() => process.kill(host, 0)).toThrow('ESRCH');
  });
});
