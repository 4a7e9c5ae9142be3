const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** What XML has no way to write, or had better not: control characters, half a pair of surrogates. */
const NOT_IN_XML = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

/** A text as content or value of an attribute. */
export const escaped = (text: string): string =>
  text.replace(NOT_IN_XML, '�').replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
