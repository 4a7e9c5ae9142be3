import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { client } from '../app/client.ts';
import { connectionState } from '../app/connection.ts';
import { problemOf } from '../app/problem-of.ts';
import { useSession } from '../app/session.ts';
import { useSettings } from '../app/settings.ts';
import { newCanvasSettings } from '../canvas/canvas-settings.ts';
import { draftPlace, windowDrafts } from './kept-drafts.ts';
import { labelStore, labelStores } from './label-store.ts';
import type { PairPlace } from '../app/pair-place.ts';
import { paceOf } from './session-pace.ts';

/** What labelling keeps while other pages are shown: labels that are not saved yet, where one was, how one looks at pairs. */
export const useAnnotateStore = defineStore('annotate', () => {
  const session = useSession();
  const settings = useSettings();
  const annotator = () => settings.settings.annotator;
  const stores = labelStores((project) =>
    labelStore({
      ...{ calls: client.labels, project, annotator, problemOf },
      settled: (pairId, pass, changes) => windowDrafts.saved(draftPlace(project, pairId, pass), changes),
    }),
  );

  const labels = shallowRef(stores.of(session.project ?? {}));
  const place = shallowRef<PairPlace>({ query: {}, pairId: undefined });
  const savedTimes = ref<number[]>([]);
  const canvas = newCanvasSettings();
  const wantsRestoration = ref(true);

  watch([() => session.project?.id, () => session.project?.folder], () => {
    labels.value = stores.of(session.project ?? {});
    place.value = { query: {}, pairId: undefined };
    savedTimes.value = [];
  });
  watch(connectionState, (state) => {
    if (state === 'open') labels.value.retry();
  });
  window.addEventListener('beforeunload', (event) => {
    if (!stores.areSettled()) event.preventDefault();
  });

  return {
    labels,
    place,
    canvas,
    wantsRestoration,
    pace: computed(() => paceOf(savedTimes.value)),
    countSaved: () => savedTimes.value.push(Date.now()),
  };
});
