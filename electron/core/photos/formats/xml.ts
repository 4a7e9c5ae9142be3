import { escape } from '../../report/markup.ts';

/** What XML has no way to write, or had better not: control characters, half a pair of surrogates. */
const NOT_IN_XML = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

/** A text as content or value of an attribute. */
export const escaped = (text: string): string => escape(text.replace(NOT_IN_XML, '\ufffd'));
