/** An RFC 4180 reader of its own, strict: what it cannot place is an error. Unquoted empty cells are null. */
export function readCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: (string | null)[] = [];
    for (;;) {
      if (text[at] === '"') {
        let value = '';
        for (at++; ; at++) {
          if (at >= text.length) throw new Error('a quote is not closed');
          if (text[at] !== '"') value += text[at] as string;
          else if (text[at + 1] === '"') value += text[at++] as string;
          else break;
        }
        at++;
        row.push(value);
      } else {
        const start = at;
        while (at < text.length && text[at] !== ',' && !text.startsWith('\r\n', at)) {
          if ('"\r\n'.includes(text[at] as string))
            throw new Error(`an unquoted cell holds ${JSON.stringify(text[at])}`);
          at++;
        }
        row.push(at === start ? null : text.slice(start, at));
      }
      if (text[at] === ',') {
        at++;
        continue;
      }
      if (!text.startsWith('\r\n', at)) throw new Error(`no line end at ${at}`);
      at += 2;
      break;
    }
    rows.push(row);
  }
  return rows;
}

/** Rows as records under the first line. */
export function readTable(text: string): Record<string, string | null>[] {
  const [heading, ...rows] = readCsv(text);
  return rows.map((row) => {
    if (row.length !== heading?.length) throw new Error(`${row.length} cells under ${heading?.length ?? 0} headings`);
    return Object.fromEntries(row.map((cell, i): [string, string | null] => [heading[i] ?? '', cell]));
  });
}
