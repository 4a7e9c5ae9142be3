import { EMPTY_LABEL, type Label, labelSchema, type LabelChanges } from '../../contract/label.ts';
import { Problem } from '../../../models/base/problem.ts';

const changesSchema = labelSchema.partial().strict();

/**
 * What a person typed as it is stored: checked against the label's schema, texts in Unicode NFC, tags without repetition in
 * code point order. Throws `bad-argument` naming the field.
 */
export function normalisedChanges(changes: LabelChanges): LabelChanges {
  const parsed = changesSchema.safeParse(withoutUndefined(changes));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path[0] ?? (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'label');
    throw new Problem('field-unfit', {
      field: String(field),
      fault: issue?.message ?? 'it is not part of a label',
      fields: Object.keys(EMPTY_LABEL).join(', '),
    });
  }
  const label = withoutUndefined(parsed.data);
  if (typeof label.transcription === 'string') label.transcription = storable('transcription', label.transcription);
  if (label.notes !== undefined) label.notes = storable('notes', label.notes);
  if (label.tags) label.tags = [...new Set(label.tags.map((tag) => storable('tags', tag)))].sort();
  return label;
}

function storable(field: keyof Label, text: string): string {
  if (!text.isWellFormed() || text.includes('\0')) {
    throw new Problem('broken-character', { field });
  }
  return text.normalize('NFC');
}

const withoutUndefined = (label: { [K in keyof Label]?: Label[K] | undefined }): LabelChanges =>
  Object.fromEntries(Object.entries(label).filter(([, value]) => value !== undefined));
