import { useI18n } from 'vue-i18n';
import { sentenceWith, type ProblemData } from '../../../electron/contract/problem.ts';
import type { Language } from '../../../electron/contract/window.ts';
import { ENGLISH } from './en.ts';
import { GERMAN } from './de.ts';
import phrases from './phrases.de.json' with { type: 'json' };

export interface ProblemText {
  sentence: string;
  cure: string;
}

/** A problem as a window says it: what happened, and what can be done about it here. */
export function problemText({ reason, data, sentence }: ProblemData, language: Language): ProblemText {
  const nested = (problem: ProblemData): string => problemText(problem, language).sentence;
  if (language === 'en') return { sentence, cure: sentenceWith(ENGLISH[reason], data, nested) };
  const german = GERMAN[reason];
  const said = Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? inGerman(value) : value]),
  );
  return { sentence: sentenceWith(german.sentence, said, nested), cure: sentenceWith(german.cure, said, nested) };
}

const PHRASES = new Map(Object.entries(phrases));
/** Those that end in a name, without the mark that stands for it. */
const BEFORE_NAMES = [...PHRASES].flatMap(([english, german]) =>
  english.endsWith('…') ? [{ english: english.slice(0, -1), german: german.slice(0, -1) }] : [],
);

/** A word for a thing among the data, in German where it is one of ours; names and what other programs say stay as they are. */
function inGerman(text: string): string {
  const beginning = BEFORE_NAMES.find(({ english }) => text.startsWith(english));
  return PHRASES.get(text) ?? (beginning ? beginning.german + text.slice(beginning.english.length) : text);
}

/** `problemText` in the language of the window, which a component follows when it changes. */
export function useProblemText(): (problem: ProblemData) => ProblemText {
  const { locale } = useI18n();
  return (problem) => problemText(problem, locale.value as Language);
}
