import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { asProblem } from '../../../models/base/problem.ts';
import { html, Markup } from './markup.ts';
import { REPORT_STYLE } from './style.ts';

export interface Page {
  title: string;
  lead: string;
  facts: readonly (readonly [name: string, value: string])[];
  sections: readonly Markup[];
  software: string;
}

const NOTICE =
  'Restored pictures are an enhanced reading aid, never the original. The network can invent strokes; a reading that appears only after restoration is a hypothesis to be checked against the source.';

/** A self-contained page: pictures inside, no script, nothing fetched. */
export function pageOf({ title, lead, facts, sections, software }: Page): string {
  const csp = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${csp}" />
        <title>${title}</title>
        <style>
          ${new Markup(REPORT_STYLE)}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p class="lead">${lead}</p>
          <p class="notice">${NOTICE}</p>
          <dl>
            ${facts.map(
              ([name, value]) =>
                html`<dt>${name}</dt>
                  <dd>${value}</dd>`,
            )}
          </dl>
          ${sections}
          <footer>${software} · made ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC</footer>
        </main>
      </body>
    </html>`.source;
}

export async function writePage(path: string, page: Page): Promise<void> {
  await writeFileAtomically(path, pageOf(page)).catch((error: unknown) => {
    throw asProblem(error, path);
  });
}
