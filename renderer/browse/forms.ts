import type { SplitRequest } from '../../electron/contract/dataset.ts';
import {
  splitSchema,
  type Difficulty,
  type Direction,
  type LabelChanges,
  type Split,
  type Status,
} from '../../electron/contract/label.ts';
import type { ExportFormat } from '../../electron/contract/project.ts';
import { fileName } from '../ui/paths.ts';
import { ANY, NONE, type Choice } from './query-state.ts';

/** What a bulk edit sets; `ANY` leaves a field as it is in every pair. */
export interface BulkForm {
  direction: Choice;
  difficulty: Choice;
  status: Choice;
  illegible: Choice;
  replaceTags: boolean;
  tags: string[];
  /** Millimetres as typed; empty leaves them. */
  focalLengthLr: string;
  focalLengthHr: string;
}

export const UNTOUCHED: BulkForm = {
  direction: ANY,
  difficulty: ANY,
  status: ANY,
  illegible: ANY,
  replaceTags: false,
  tags: [],
  focalLengthLr: '',
  focalLengthHr: '',
};

/** The changes of a form; empty where everything is left as it is. */
export function bulkChanges(form: BulkForm): LabelChanges {
  return {
    ...(form.direction !== ANY && { direction: form.direction === NONE ? null : (form.direction as Direction) }),
    ...(form.difficulty !== ANY && { difficulty: form.difficulty === NONE ? null : (form.difficulty as Difficulty) }),
    ...(form.status !== ANY && { status: form.status as Status }),
    ...(form.illegible !== ANY && { illegible: form.illegible === 'yes' }),
    ...(form.replaceTags && { tags: form.tags }),
    ...focal('focalLengthLr', form.focalLengthLr),
    ...focal('focalLengthHr', form.focalLengthHr),
  };
}

function focal(field: 'focalLengthLr' | 'focalLengthHr', text: string): LabelChanges {
  const value = Number(text.replace(',', '.'));
  return text.trim() !== '' && value > 0 && value <= 10_000 ? { [field]: value } : {};
}

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

/** What an export is called unless a person says otherwise. */
export function exportName(project: string, format: ExportFormat): string {
  const base = fileName(project) || 'pairs';
  return format === 'photo-json' ? `${base}.json` : `${base}-${format}`;
}
