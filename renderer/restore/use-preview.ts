import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { ComputeWish } from '../../electron/contract/jobs.ts';
import type { ProblemData } from '../../electron/contract/problem.ts';
import type { BenchPicture, BenchResult } from '../../electron/contract/preview.ts';
import { client } from '../app/client.ts';
import { problemOf } from '../app/problem-of.ts';

/** Who runs through a list looks at nothing of it; only where someone stays is it worth computing. */
const REST_MS = 120;

/** Everything that the workbench tells of the picture that is looked at. */
export function useBench(wanted: () => { picture: BenchPicture; compute: ComputeWish } | undefined) {
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
    const wish = wanted();
    isBusy.value = wish !== undefined;
    if (wish) rest = setTimeout(() => void ask(wish, controller.signal), REST_MS);
  }
  async function ask(wish: { picture: BenchPicture; compute: ComputeWish }, signal: AbortSignal): Promise<void> {
    try {
      const told = await client.workbench.restore(wish, { signal });
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
