/**
 * A job that reports progress through a callback, as an iterator of the latest progress that ends with the job's result.
 * A consumer that is slower than the job misses steps in between. Ending the iterator aborts the job and waits for it;
 * aborting `outer` only aborts it.
 */
export async function* progressOf<P, R>(
  run: (onProgress: (progress: P) => void, signal: AbortSignal) => Promise<R>,
  outer?: AbortSignal,
): AsyncGenerator<P, R, void> {
  const controller = new AbortController();
  const state: { latest: { progress: P } | undefined; ended: boolean; wake: () => void } = {
    latest: undefined,
    ended: false,
    wake: () => undefined,
  };
  const job = run(
    (progress) => {
      state.latest = { progress };
      state.wake();
    },
    outer ? AbortSignal.any([controller.signal, outer]) : controller.signal,
  ).finally(() => {
    state.ended = true;
    state.wake();
  });
  job.catch(() => undefined); // thrown below
  try {
    while (!state.ended) {
      if (!state.latest) await new Promise<void>((resolve) => (state.wake = resolve));
      const { latest } = state;
      state.latest = undefined;
      if (latest) yield latest.progress;
    }
    return await job;
  } finally {
    controller.abort();
    await job.catch(() => undefined);
  }
}
