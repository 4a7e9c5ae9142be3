import { expect, test } from 'vitest';
import { labelChangesSchema } from '../../../electron/contract/label.ts';
import { pairQuerySchema } from '../../../electron/contract/pairs.ts';
import { importRequestSchema } from '../../../electron/contract/project.ts';

const MEGABYTE = 'x'.repeat(2 ** 20);

test.each([
  ['a text to look for', pairQuerySchema, { filter: { text: MEGABYTE } }],
  ['a tag to look for', pairQuerySchema, { filter: { tag: MEGABYTE } }],
  ['an annotator to look for', pairQuerySchema, { filter: { annotator: MEGABYTE } }],
  ['a subset to look for', pairQuerySchema, { filter: { subset: MEGABYTE } }],
  ['a tag', labelChangesSchema, { tags: [MEGABYTE] }],
  ['many tags', labelChangesSchema, { tags: Array.from({ length: 101 }, String) }],
  ['a transcription', labelChangesSchema, { transcription: MEGABYTE }],
  ['notes', labelChangesSchema, { notes: MEGABYTE }],
  ['the annotator of an import', importRequestSchema, { source: '/photos', annotator: MEGABYTE }],
])('%s has a bound', (_, schema, value) => {
  expect(schema.safeParse(value).success).toBe(false);
});

test('what people write fits', () => {
  expect(
    pairQuerySchema.safeParse({ filter: { text: 'x'.repeat(1000), tag: 'blurred', annotator: 'Ana' } }).success,
  ).toBe(true);
});
