import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { asProblem } from '../../../models/base/problem.ts';
import { html, Markup } from './markup.ts';

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

/** The report's look: paper and ink by day, the reverse by night; no remote fonts, no scripts. */
const REPORT_STYLE = `
:root { color-scheme: light dark; --paper: #faf8f4; --card: #fff; --ink: #22201c; --soft: #6b655b; --line: #e2dccf;
  --good: #1d6b43; --bad: #b3261e; --accent: #7a4b12; }
@media (prefers-color-scheme: dark) { :root { --paper: #191714; --card: #23201c; --ink: #ece7dd; --soft: #a59d8f;
  --line: #3a352d; --good: #7fd0a2; --bad: #ff8a80; --accent: #e0b36c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1 { font: 600 2rem/1.2 Georgia, 'Times New Roman', serif; margin: 0 0 .3rem; }
h2 { font: 600 1.3rem/1.3 Georgia, 'Times New Roman', serif; margin: 2.5rem 0 .8rem; }
p { max-width: 75ch; margin: .4rem 0; }
.lead, .notice, dt, .meta, figcaption { color: var(--soft); }
.notice { border-left: 3px solid var(--accent); padding-left: .8rem; margin: 1.2rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0; font-size: .9rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; min-width: 100%; background: var(--card); }
th, td { padding: .45rem .7rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
thead th { font-weight: 600; font-size: .85rem; color: var(--soft); vertical-align: bottom; }
.sum tbody tr:last-child { font-weight: 600; }
.better { color: var(--good); } .worse { color: var(--bad); }
.case { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin: 0 0 1rem; }
.case header { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; margin-bottom: .7rem; }
.case header b { font-size: 1.05rem; }
.meta { font-size: .85rem; }
.views { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr)); gap: 1rem; }
figure { margin: 0; min-width: 0; }
.frame { min-height: 76px; display: flex; align-items: center; }
.frame img { height: 64px; max-width: 100%; object-fit: contain; object-position: left; image-rendering: pixelated; }
figcaption { font-size: .8rem; text-transform: uppercase; letter-spacing: .04em; }
.reading { font: 600 1rem/1.5 ui-monospace, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; min-height: 1.5em; }
.reading small { font: .75rem system-ui, sans-serif; color: var(--soft); margin-left: .4rem; }
.reading .none { color: var(--soft); font-weight: 400; font-style: italic; }
mark { background: none; color: var(--bad); text-decoration: underline; text-underline-offset: .2em; }
svg.curve { width: 100%; height: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
svg.curve line { stroke: var(--line); } svg.curve polyline { fill: none; stroke: var(--accent); stroke-width: 2; }
svg.curve text { fill: var(--soft); font: 11px system-ui, sans-serif; }
.problem { color: var(--bad); }
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; border-top: 1px solid var(--line); padding-top: 1rem; }
`;
