/**
 * What a suggestion would add to the text typed so far; '' where the text goes another way, is there already, or the caret
 * is not at its end.
 */
export function ghostOf(typed: string, suggestion: string | undefined, caretAtEnd: boolean): string {
  if (!suggestion || !caretAtEnd || !suggestion.startsWith(typed)) return '';
  return suggestion.slice(typed.length);
}
