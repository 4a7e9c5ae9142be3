/** Heading of the empty column that tells a table whose cells are guarded. */
export const APOSTROPHES = 'apostrophe before formulas';

/** What makes a cell a formula, in full width too, or moves what follows into a cell of its own; guarded texts likewise. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/u;

/** A text with an apostrophe in front where a spreadsheet would take it for a formula, else as it is. */
export const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** What `guarded` was given. */
export const unguarded = (text: string | undefined): string | undefined =>
  text?.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
