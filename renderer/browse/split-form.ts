import type { SplitRequest } from '../../electron/contract/dataset.ts';
import { splitSchema, type Split } from '../../electron/contract/label.ts';

export interface SplitForm {
  shares: Record<Split, number>;
  seed: number;
  bySubset: boolean;
}

export const USUAL_SPLIT: SplitForm = { shares: { train: 80, validation: 10, test: 10 }, seed: 1, bySubset: true };

/** The request of a form; `null` where no split gets anything. Splits without a share are left out. */
export function splitRequest(form: SplitForm): SplitRequest | null {
  const shares = splitSchema.options.filter((split) => form.shares[split] > 0);
  if (shares.length === 0) return null;
  return {
    shares: Object.fromEntries(shares.map((split) => [split, form.shares[split]])),
    seed: form.seed,
    ...(form.bySubset && { stratifyBy: 'subset' as const }),
  };
}

/** Percent of all that a split gets, rounded. */
export function percentOf(form: SplitForm, split: Split): number {
  const total = splitSchema.options.reduce((sum, name) => sum + form.shares[name], 0);
  return total > 0 ? Math.round((form.shares[split] / total) * 100) : 0;
}
