import { textRule, type TextRule } from '../../../models/metrics/text-accuracy.ts';
import { readerOf } from '../../../models/recognition/reader-registry.ts';
import type { Mode, Opened, ReaderId } from '../../contract/compute.ts';

/** As reports call the readers. */
export const readerName = (id: ReaderId): string => readerOf(id).name;

/** How readings of one reader are compared with labels in this mode. */
export function textRuleOf({ alphabet }: Opened['readers'][number], mode: Mode): TextRule {
  return textRule(mode, { ...(alphabet && { alphabet }) });
}

/** The rule in words, for reports. */
export function ruleInWords(mode: Mode): string {
  return mode === 'compatible'
    ? 'exact match after lower-casing and dropping all but 0-9 a-z (published filter)'
    : 'exact match; CRNN within its alphabet, PP-OCR letter for letter (Unicode NFC)';
}

/** The rule of each reader of a run. */
export function textRules(opened: Opened, mode: Mode): (reader: ReaderId) => TextRule {
  const rules = new Map(opened.readers.map((reader) => [reader.id, textRuleOf(reader, mode)]));
  return (reader) => rules.get(reader) ?? ((text) => text);
}
