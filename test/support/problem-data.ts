import { type Definitions, filled } from '../../models/base/problems/definition.ts';
import { PROBLEMS, type ProblemReason } from '../../models/base/problem.ts';

/** The data that a text names. */
export function namesIn(text: string): string[] {
  const names: string[] = [];
  filled(text, (name) => {
    names.push(name);
    return '';
  });
  return names;
}

/** The data that problems of a reason carry. */
export function dataNamesOf(reason: ProblemReason): string[] {
  const { sentence, also = [] } = (PROBLEMS as Definitions)[reason] ?? { sentence: '' };
  return [...namesIn(sentence), ...also];
}
