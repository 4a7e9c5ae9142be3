import { html, type Markup } from './markup.ts';

export type Cell = string | { text: string; verdict: 'better' | 'worse' };

/** A table with a heading; the first row names the columns. The last row of a `sum` is what the others come to. */
export function tableSection(
  title: string,
  rows: readonly (readonly Cell[])[],
  caption?: string,
  kind: 'sum' | 'list' = 'sum',
): Markup {
  const [head = [], ...body] = rows;
  return html`<h2>${title}</h2>
    ${caption && html`<p class="meta">${caption}</p>`}
    <div class="scroll">
      <table class="${kind}">
        <thead>
          <tr>
            ${head.map((cell) => html`<th scope="col">${textOf(cell)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${body.map(
            (row) =>
              html`<tr>
                ${row.map(cellMarkup)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);

function cellMarkup(cell: Cell): Markup {
  return typeof cell === 'string' ? html`<td>${cell}</td>` : html`<td class="${cell.verdict}">${cell.text}</td>`;
}
