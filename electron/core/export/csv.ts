/**
 * A line of RFC 4180, with CR LF. `null` is an empty cell, '' a pair of quotes, so that nothing said and "no text" stay
 * apart. Texts are written as they are, also those that a spreadsheet would take for a formula.
 */
export const csvLine = (cells: readonly (string | null)[]): string => `${cells.map(cellOf).join(',')}\r\n`;

function cellOf(text: string | null): string {
  if (text === null) return '';
  const isPlain = text !== '' && !/[",\r\n]|^\s|\s$/.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}
