import type { ListedPair } from '../../electron/contract/pairs.ts';
import type { PreviewReply } from '../../electron/contract/preview.ts';
import type { CanvasPicture, Size } from '../canvas/picture.ts';

interface Titles {
  lr: string;
  sr: string;
  hr: string;
  /** Of a side that the pair lacks. */
  missing: string;
}

/** Pixels of LR beyond which restoring takes so long that the pairs after it would wait: a photo, not a crop. */
const MOST_PIXELS = 256 * 1024;

/** Whether a picture is small enough to be restored while somebody labels. */
export const canRestoreAside = ({ width, height }: Size): boolean => width * height <= MOST_PIXELS;

/** What is known of the restoration of a pair: none is wanted, or why there is none yet, or it is there. */
export type Restoration = { result: PreviewReply } | { note: string } | undefined;

/** The pictures of a pair for the canvas, from coarse to fine; a side that is missing keeps its place and says so. */
export function pairPictures(
  { lr, hr }: Pick<ListedPair, 'lr' | 'hr'>,
  { restoration, titles, urlOf }: { restoration: Restoration; titles: Titles; urlOf: (imageId: number) => string },
): CanvasPicture[] {
  const side = (key: 'lr' | 'hr', image: ListedPair['lr']): CanvasPicture =>
    image
      ? { key, title: titles[key], url: urlOf(image.id), width: image.width, height: image.height }
      : { key, title: titles[key], url: null, width: 0, height: 0, note: titles.missing };
  return [side('lr', lr), ...(restoration && lr ? [restored(restoration, titles)] : []), side('hr', hr)];
}

function restored(restoration: NonNullable<Restoration>, { sr }: Titles): CanvasPicture {
  if ('note' in restoration) return { key: 'sr', title: sr, url: null, width: 0, height: 0, note: restoration.note };
  const { urls, output } = restoration.result;
  return { key: 'sr', title: sr, url: urls.restored, width: output.width, height: output.height };
}
