import { ref, type Ref } from 'vue';
import { useNotices } from '../app/notices.ts';

const A_PAGE = 100;

/** Items that are asked for page by page, by the key of the last one that is known. */
export interface Pages<T> {
  items: Ref<T[]>;
  /** Whether there may be more. */
  more: Ref<boolean>;
  load(): Promise<void>;
  clear(): void;
}

export function usePages<T extends { key: string }>(
  ask: (page: { after?: string; limit: number }) => Promise<T[]>,
): Pages<T> {
  const notices = useNotices();
  const items = ref([]) as Ref<T[]>;
  const more = ref(false);
  return {
    ...{ items, more },
    async load() {
      const after = items.value.at(-1)?.key;
      const next = await notices.attempt(() => ask({ limit: A_PAGE, ...(after !== undefined && { after }) }));
      if (!next) return;
      items.value = [...items.value, ...next];
      more.value = next.length === A_PAGE;
    },
    clear() {
      items.value = [];
      more.value = false;
    },
  };
}
