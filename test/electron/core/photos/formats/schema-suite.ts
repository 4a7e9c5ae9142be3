import { describe, expect, it } from 'vitest';
import type { PhotoResult } from '../../../../../electron/contract/photo.ts';
import { schemaErrors, whyNoSchema } from '../../../../support/schemas.ts';
import { aLine, aResult } from '../a-result.ts';

/** What a format writes of photos of every kind is valid against its schema. */
export function isValidBySchema(schema: string, write: (result: PhotoResult) => string): void {
  const missing = whyNoSchema(schema);
  describe.skipIf(missing !== undefined)(missing ?? 'against the schema', () => {
    it('is valid with names, texts and places of every kind', async () => {
      expect(await schemaErrors(schema, write(aResult()))).toBe('');
    });
    it('is valid for a photo without text, and for one that lies on its side', async () => {
      expect(await schemaErrors(schema, write(aResult({ blocks: [] })))).toBe('');
      const turned = aLine('down', 0, 0, {
        quad: [
          [90, 10],
          [90, 80],
          [60, 80],
          [60, 10],
        ],
        baseline: [
          [70, 10],
          [70, 80],
        ],
      });
      expect(await schemaErrors(schema, write(aResult({ blocks: [[turned]], angle: 90, writing: 'rtl' })))).toBe('');
    });
  });
}
