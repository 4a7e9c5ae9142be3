import { onUnmounted, shallowRef, watch } from 'vue';
import { pictures as decoded } from './decoded-pictures.ts';

/** A picture that can be drawn, or `failed` for one that cannot be shown. Not there while it is under way. */
export type Loaded = ReadonlyMap<string, ImageBitmap | 'failed'>;

/** What is loaded of the addresses that are shown now; those decoded ahead are there at once. */
export function usePictures(urls: () => readonly string[]) {
  const loaded = shallowRef<Loaded>(new Map());
  let current = 0;

  const show = (url: string, picture: ImageBitmap | 'failed') => {
    loaded.value = new Map(loaded.value).set(url, picture);
  };

  watch(
    () => urls().join('\n'),
    () => {
      const turn = ++current;
      const ready = urls().map((url) => [url, decoded.ready(url)] as const);
      loaded.value = new Map(ready.flatMap(([url, picture]) => (picture ? [[url, picture] as const] : [])));
      for (const [url, picture] of ready) {
        if (picture) continue;
        decoded.load(url).then(
          (late) => turn === current && show(url, late),
          () => turn === current && show(url, 'failed'),
        );
      }
    },
    { immediate: true },
  );
  onUnmounted(() => current++);
  return loaded;
}
