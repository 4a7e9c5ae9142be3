import type { Label } from '../../contract/label.ts';
import type { LabelRow } from './label-row.ts';

/** Millimetres that the EXIF data of a picture give. */
interface Exposure {
  focalLength: number | undefined;
}

/**
 * What a row says of focal lengths, else what EXIF data say. A length that is not said to be of LR or of HR is that of HR,
 * where there is one.
 */
export function focalLengths(
  row: LabelRow | undefined,
  lr: Exposure | undefined,
  hr: Exposure | undefined,
): Partial<Label> {
  const ofLr = row?.label.focalLengthLr ?? (hr ? undefined : row?.focalLength) ?? lr?.focalLength;
  const ofHr = row?.label.focalLengthHr ?? (hr ? row?.focalLength : undefined) ?? hr?.focalLength;
  return {
    ...(ofLr !== undefined && { focalLengthLr: ofLr }),
    ...(ofHr !== undefined && { focalLengthHr: ofHr }),
  };
}
