import { difficultySchema, directionSchema, splitSchema, statusSchema } from '../../electron/contract/label.ts';
import { checkNameSchema } from '../../electron/contract/pairs.ts';
import { ANY, NONE, type Choice } from './query-state.ts';

type Translate = (key: string) => string;
export interface ChoiceItem {
  label: string;
  value: Choice;
}

/** Menus of what labels say; the first item, `any`, says nothing. */
export function labelChoices(t: Translate, any: string) {
  const unsaid = { label: t('app.unsaid'), value: NONE };
  const menu = (values: readonly string[], kind: string, withNone: boolean): ChoiceItem[] => [
    { label: any, value: ANY },
    ...values.map((value) => ({ label: t(`${kind}.${value}`), value })),
    ...(withNone ? [unsaid] : []),
  ];
  return {
    status: menu(statusSchema.options, 'app.status', false),
    direction: menu(directionSchema.options, 'app.direction', true),
    difficulty: menu(difficultySchema.options, 'app.difficulty', true),
    split: menu(splitSchema.options, 'app.split', true),
    check: menu(checkNameSchema.options, 'browse.check', false),
  };
}
