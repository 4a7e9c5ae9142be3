/** A PNG as a data: address, for pages that stand alone and for small pictures in events. */
export const pngAddress = (bytes: Uint8Array): string =>
  `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
