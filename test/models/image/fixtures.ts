import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const FOLDER = new URL('../../fixtures/images/', import.meta.url);

const expectedSchema = z.record(
  z.string(),
  z.object({
    width: z.number(),
    height: z.number(),
    rgb: z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64'))),
    tolerance: z.number(),
    facts: z.record(z.string(), z.unknown()),
  }),
);

export type Expected = z.infer<typeof expectedSchema>[string];

export const imageFixture = (name: string): Promise<Buffer> => readFile(new URL(name, FOLDER));

export async function jsonFixture<T>(name: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse(await readFile(new URL(name, FOLDER), 'utf8')));
}

/** What each fixture must decode to, by file name. */
export const expectedImages = (): Promise<Record<string, Expected>> => jsonFixture('expected.json', expectedSchema);

/** Largest difference between two pictures in levels; Infinity where their lengths differ. */
export function largestDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? Infinity))), 0);
}
