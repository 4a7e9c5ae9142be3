import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { client } from '../app/client.ts';
import { connectionState } from '../app/connection.ts';
import { problemOf } from '../app/problem-of.ts';
import { useSession } from '../app/session.ts';
import { useSettings } from '../app/settings.ts';
import { newCanvasSettings } from '../canvas/canvas-settings.ts';
import { labelDesk } from './label-desk.ts';
import type { PairPlace } from '../app/pair-place.ts';
import { paceOf } from './session-pace.ts';

/** What labelling keeps while other pages are shown: labels that are not saved yet, where one was, how one looks at pairs. */
export const useAnnotateStore = defineStore('annotate', () => {
  const session = useSession();
  const settings = useSettings();
  const newDesk = () => labelDesk({ calls: client.labels, annotator: () => settings.settings.annotator, problemOf });

  const desk = shallowRef(newDesk());
  const place = shallowRef<PairPlace>({ query: {}, pairId: undefined });
  const savedTimes = ref<number[]>([]);
  const canvas = newCanvasSettings();
  const wantsRestoration = ref(true);

  watch(
    () => session.project?.folder,
    () => {
      desk.value = newDesk();
      place.value = { query: {}, pairId: undefined };
      savedTimes.value = [];
    },
  );
  watch(connectionState, (state) => {
    if (state === 'open') desk.value.retry();
  });
  window.addEventListener('beforeunload', (event) => {
    if (!desk.value.isSettled.value) event.preventDefault();
  });

  return {
    desk,
    place,
    canvas,
    wantsRestoration,
    pace: computed(() => paceOf(savedTimes.value)),
    countSaved: () => savedTimes.value.push(Date.now()),
  };
});
