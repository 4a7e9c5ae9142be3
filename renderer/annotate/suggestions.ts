import type { Suggestion } from '../../electron/contract/jobs.ts';

const SIDES = ['hr', 'sr', 'lr'] as const;

/** Those worth showing, the best first: what was read in HR before what was read in SR or LR, then the surest. */
export function rankedSuggestions(suggestions: readonly Suggestion[]): Suggestion[] {
  return suggestions
    .filter(({ transcription }) => transcription.trim() !== '')
    .toSorted((a, b) => SIDES.indexOf(a.side) - SIDES.indexOf(b.side) || b.confidence - a.confidence);
}

/** Different texts, each with everyone who read it, in the order of `rankedSuggestions`. */
export function suggestedTexts(suggestions: readonly Suggestion[]): { text: string; by: Suggestion[] }[] {
  const texts = new Map<string, Suggestion[]>();
  for (const one of rankedSuggestions(suggestions)) {
    texts.set(one.transcription, [...(texts.get(one.transcription) ?? []), one]);
  }
  return [...texts].map(([text, by]) => ({ text, by }));
}

/**
 * What a suggestion would add to the text typed so far; '' where the text goes another way, is there already, or the caret
 * is not at its end.
 */
export function ghostOf(typed: string, suggestion: string | undefined, caretAtEnd: boolean): string {
  if (!suggestion || !caretAtEnd || !suggestion.startsWith(typed)) return '';
  return suggestion.slice(typed.length);
}
