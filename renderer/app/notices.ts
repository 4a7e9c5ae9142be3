import { useToast } from '@nuxt/ui/composables';
import { explained, problemOf } from './problem-of.ts';

export interface Notices {
  /** Shows what went wrong and what to do. A cancelled call is no news. */
  problem(error: unknown, subject?: string): void;
  done(title: string, description?: string): void;
  /** Runs a call; shows its problem and gives `undefined` where it fails. */
  attempt<T>(call: () => Promise<T>): Promise<T | undefined>;
}

/** Short messages in the window's corner. */
export function useNotices(): Notices {
  const toast = useToast();
  const notices: Notices = {
    problem(error, subject) {
      const problem = problemOf(error);
      if (problem.code === 'cancelled') return;
      const { sentence, cure } = explained(problem);
      toast.add({
        title: subject ? `${subject}: ${sentence}` : sentence,
        description: cure,
        color: 'error',
        icon: 'i-lucide-circle-alert',
        duration: 12_000,
      });
    },
    done(title, description) {
      toast.add({
        title,
        ...(description && { description }),
        color: 'success',
        icon: 'i-lucide-circle-check',
        duration: 4000,
      });
    },
    async attempt(call) {
      try {
        return await call();
      } catch (error) {
        notices.problem(error);
        return undefined;
      }
    },
  };
  return notices;
}
