import type { PairFilter, PairQuery } from '../../electron/contract/pairs.ts';

export type FilterField = keyof PairFilter;

/** A query with a condition set, or without it where the value is `undefined`. */
export function withCondition<F extends FilterField>(
  query: PairQuery,
  field: F,
  value: PairFilter[F] | undefined,
): PairQuery {
  const others = Object.entries(query.filter ?? {}).filter(([name]) => name !== field);
  const filter = Object.fromEntries(value === undefined ? others : [...others, [field, value]]) as PairFilter;
  return withFilter(query, filter);
}

export function withFilter(query: PairQuery, filter: PairFilter): PairQuery {
  const rest = Object.entries(query).filter(([name]) => name !== 'filter');
  const isEmpty = Object.keys(filter).length === 0;
  return Object.fromEntries(isEmpty ? rest : [...rest, ['filter', filter]]);
}

export function withOrder(query: PairQuery, order: NonNullable<PairQuery['order']>): PairQuery {
  const rest = Object.entries(query).filter(([name]) => name !== 'order');
  return Object.fromEntries(order === 'id' ? rest : [...rest, ['order', order]]);
}

export function conditions(query: PairQuery): FilterField[] {
  return Object.keys(query.filter ?? {}) as FilterField[];
}

/** Whether two queries ask for the same, however they are written. */
export function sameQuery(a: PairQuery, b: PairQuery): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(
    ([name, part]) => part !== undefined && !(name === 'order' && part === 'id'),
  );
  return `{${entries
    .map(([name, part]) => `${name}:${canonical(part)}`)
    .sort()
    .join()}}`;
}

/** A condition in a menu, which cannot hold `null` or `undefined`. */
export type Choice = string;
export const ANY = '*';
export const NONE = '-';

export function choiceOf(value: string | null | undefined): Choice {
  return value === undefined ? ANY : (value ?? NONE);
}

export function conditionOf(choice: Choice): string | null | undefined {
  if (choice === ANY) return undefined;
  return choice === NONE ? null : choice;
}

/** Bounds as they are typed; `undefined` where neither is said. Nonsense says nothing. */
export function rangeOf(least: string, most: string): { least?: number; most?: number } | undefined {
  const range = { ...bound('least', least), ...bound('most', most) };
  return Object.keys(range).length ? range : undefined;
}

function bound<K extends 'least' | 'most'>(name: K, text: string): Partial<Record<K, number>> {
  const value = Number(text.replace(',', '.'));
  if (text.trim() === '' || !(value > 0 && value <= 10_000)) return {};
  return { [name]: value } as Partial<Record<K, number>>;
}
