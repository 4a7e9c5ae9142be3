import type { Difficulty, Direction, LabelChanges, Status } from '../../electron/contract/label.ts';
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
