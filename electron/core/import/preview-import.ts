import { decodeImage } from '../../../models/image/decode.ts';
import { encodePng } from '../../../models/image/encode.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import type { ImportPreview, ImportRequest } from '../../contract/project.ts';
import { openSource } from './open-source.ts';
import { prepareStep, type PreparedItem } from './prepared-item.ts';
import type { ImportSource } from '../db/dataset-item.ts';

/** Of a small picture, in pixels. */
const MOST_ROWS = 64;
const MOST_COLUMNS = 512;

const IN_WORDS: Record<ImportSource['kind'], string> = {
  'textzoom-lmdb': 'TextZoom LMDB',
  folder: 'Folder of pictures',
  'photo-json': 'Photos with polygons',
  synthesis: 'Synthetic pairs',
};

/**
 * What an import would bring, without storing anything: items are checked as an import checks them, until `limit` of them or
 * as many that would be skipped are found. Throws what `openSource` and the source throw.
 */
export async function previewImport(
  { source, limit, ...options }: Omit<ImportRequest, 'annotator'> & { limit: number },
  signal?: AbortSignal,
): Promise<ImportPreview> {
  const opened = await openSource(source, options);
  try {
    const preview: ImportPreview = { kind: IN_WORDS[opened.kind], items: [], skipped: [] };
    if (opened.count !== undefined) preview.of = opened.count;
    for await (const step of opened.steps()) {
      const { item, skipped } = await prepareStep(step, () => false);
      if (item) preview.items.push(await previewOf(item));
      else preview.skipped.push(skipped);
      if (preview.items.length >= limit || preview.skipped.length >= limit || signal?.aborted) break;
    }
    return preview;
  } finally {
    await opened.close();
  }
}

async function previewOf({ key, name, subset, lr, hr, label }: PreparedItem): Promise<ImportPreview['items'][number]> {
  return {
    ...{ key, name, subset },
    lr: lr ? await smallPicture(lr.bytes, name) : null,
    hr: hr ? await smallPicture(hr.bytes, name) : null,
    transcription: label.transcription ?? null,
    direction: label.direction ?? null,
  };
}

async function smallPicture(bytes: Uint8Array, name: string): Promise<string> {
  const picture = await decodeImage(bytes, name);
  const share = Math.min(1, MOST_ROWS / picture.height, MOST_COLUMNS / picture.width);
  const [width, height] = [picture.width, picture.height].map((size) => Math.max(1, Math.round(size * share)));
  const small = share < 1 ? resizeBicubic(picture, width as number, height as number) : picture;
  return `data:image/png;base64,${Buffer.from(await encodePng(small)).toString('base64')}`;
}
