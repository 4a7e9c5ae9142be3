import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { BulkAction } from '../../electron/contract/label-actions.ts';
import { client } from './client.ts';
import { useSession } from './session.ts';

const AGAIN_MS = 1000;

/** Label actions on many pairs that the studio is at work on, whichever window started them. */
export const useBulkActions = defineStore('bulk-actions', () => {
  const session = useSession();
  const actions = shallowRef<readonly BulkAction[]>([]);
  let watching = false;

  function take(next: readonly BulkAction[]): void {
    const isOver = actions.value.some(({ id }) => !next.some((one) => one.id === id));
    actions.value = next;
    if (isOver) void session.pairsChanged();
  }

  /** Follows the open project's for the window's life, also over a lost connection. */
  async function watch(): Promise<void> {
    if (watching) return;
    watching = true;
    for (;;) {
      if (session.project) {
        try {
          for await (const next of await client.labels.underWay()) take(next);
        } catch {
          // No project is open any more, or the connection is lost, which the shell reports.
        }
        take([]);
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  return { actions, watch, take };
});
