import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { ComputeOptions } from '../../electron/contract/jobs.ts';
import type { ProblemData } from '../../electron/contract/problem.ts';
import type { PreviewReply, PreviewPicture } from '../../electron/contract/preview.ts';
import { client } from '../app/client.ts';
import { problemOf } from '../app/problem-of.ts';

/** Someone scrolling through a list looks at none of it; previews are computed only where they stop. */
const REST_MS = 120;

/** The preview of the shown picture: all its views, readings and figures. */
export function usePreview(wanted: () => { picture: PreviewPicture; compute: ComputeOptions } | undefined) {
  const result = shallowRef<PreviewReply | null>(null);
  const problem = ref<ProblemData | null>(null);
  const isBusy = ref(false);
  let controller = new AbortController();
  let rest: ReturnType<typeof setTimeout> | undefined;

  function begin(): void {
    controller.abort();
    controller = new AbortController();
    clearTimeout(rest);
    result.value = null;
    problem.value = null;
    const request = wanted();
    isBusy.value = request !== undefined;
    if (request) rest = setTimeout(() => void ask(request, controller.signal), REST_MS);
  }
  async function ask(
    request: { picture: PreviewPicture; compute: ComputeOptions },
    signal: AbortSignal,
  ): Promise<void> {
    try {
      const preview = await client.preview.restore(request, { signal });
      if (!signal.aborted) result.value = preview;
    } catch (error) {
      if (!signal.aborted) problem.value = problemOf(error);
    } finally {
      if (!signal.aborted) isBusy.value = false;
    }
  }

  watch(() => JSON.stringify(wanted()), begin, { immediate: true });
  onScopeDispose(() => {
    controller.abort();
    clearTimeout(rest);
  });
  return { result, problem, isBusy, again: begin };
}
