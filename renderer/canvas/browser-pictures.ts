import { DecodedPictures } from './decoded-pictures.ts';

/** Pixels beyond which a picture is shrunk as it is decoded: nobody sees more on a screen, and memory is not endless. */
const LARGEST = 24e6;

/** The pictures of all canvases, ready to be drawn without another moment of decoding. */
export const pictures = new DecodedPictures<ImageBitmap>(async (url) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const { naturalWidth, naturalHeight } = image;
  const shrink = Math.sqrt(LARGEST / (naturalWidth * naturalHeight));
  if (shrink >= 1) return createImageBitmap(image);
  return createImageBitmap(image, { resizeWidth: Math.round(naturalWidth * shrink), resizeQuality: 'high' });
});
