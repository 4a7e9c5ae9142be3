import { useI18n } from 'vue-i18n';
import { sentenceWith, type ProblemData } from '../../../electron/contract/problem.ts';
import type { Language } from '../../../electron/contract/window.ts';
import { ENGLISH } from './en.ts';
import { GERMAN } from './de.ts';

export interface ProblemText {
  sentence: string;
  cure: string;
}

/** A problem as a window says it: what happened, and what can be done about it here. */
export function problemText({ reason, data, sentence }: ProblemData, language: Language): ProblemText {
  const nested = (problem: ProblemData): string => problemText(problem, language).sentence;
  if (language === 'en') return { sentence, cure: sentenceWith(ENGLISH[reason], data, nested) };
  const german = GERMAN[reason];
  return { sentence: sentenceWith(german.sentence, data, nested), cure: sentenceWith(german.cure, data, nested) };
}

/** `problemText` in the language of the window, which a component follows when it changes. */
export function useProblemText(): (problem: ProblemData) => ProblemText {
  const { locale } = useI18n();
  return (problem) => problemText(problem, locale.value as Language);
}
