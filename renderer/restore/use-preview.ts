import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { ComputeOptions } from '../../electron/contract/jobs.ts';
import type { ProblemData } from '../../electron/contract/problem.ts';
import type { PreviewPicture, BenchResult } from '../../electron/contract/preview.ts';
import { client } from '../app/client.ts';
import { problemOf } from '../app/problem-of.ts';

/** Who runs through a list looks at nothing of it; only where someone stays is it worth computing. */
const REST_MS = 120;

/** Everything that the preview tells of the picture that is looked at. */
export function usePreview(wanted: () => { picture: PreviewPicture; compute: ComputeOptions } | undefined) {
  const result = shallowRef<BenchResult | null>(null);
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
      const told = await client.preview.restore(request, { signal });
      if (!signal.aborted) result.value = told;
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
