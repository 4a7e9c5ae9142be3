import type { Detector } from './detector.ts';
import { PpocrDetector } from './ppocr-detector.ts';
import { PpocrOrientation } from './ppocr-orientation.ts';

/** The networks that find text on a photo. */
export interface TextFinders {
  readonly detector: Detector;
  readonly orientation: Pick<PpocrOrientation, 'upsideDown'>;
  dispose(): Promise<void>;
}

/** Throws `weights-missing` where PP-OCR's package is not installed, `out-of-memory`, `engine-failed`. */
export async function openTextFinders(): Promise<TextFinders> {
  const detector = await PpocrDetector.open();
  try {
    const orientation = await PpocrOrientation.open();
    return {
      ...{ detector, orientation },
      async dispose() {
        await detector.dispose();
        await orientation.dispose();
      },
    };
  } catch (thrown) {
    await detector.dispose();
    throw thrown;
  }
}
