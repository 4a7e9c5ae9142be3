import { textRule, type TextRule } from '../../models/metrics/text-accuracy.ts';
import type { Mode, Opened } from '../contract/compute.ts';

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
