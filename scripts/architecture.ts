import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Draws README.md's picture of who uses whom, from the imports that dependency-cruiser finds (those of types aside). `--check` writes nothing
 * and ends with 1 where the picture is no longer true.
 */
const TOP = fileURLToPath(new URL('../', import.meta.url));
const README = `${TOP}README.md`;
const CRUISER = `${TOP}node_modules/dependency-cruiser/bin/dependency-cruiser.mjs`;
const PARTS = ['renderer', 'electron', 'models'];
const START = '<!-- architecture: written by `npm run architecture` -->';
const END = '<!-- /architecture -->';
/** Imported from everywhere; its arrows would hide the others. */
const LEFT_OUT = new Set(['models/base']);

interface Cruised {
  modules: { source: string; dependencies: { resolved: string; dependencyTypes: string[] }[] }[];
}

interface Edge {
  from: string;
  to: string;
}

/** The box that a source file is drawn in: its folder on the second level; pages are one box, and so is what pages share. */
function boxOf(path: string): string | undefined {
  const [part, folder, file] = path.split('/');
  if (part === undefined || folder === undefined || file === undefined || !PARTS.includes(part)) return undefined;
  if (part !== 'renderer' || folder === 'app') return `${part}/${folder}`;
  return existsSync(`${TOP}renderer/${folder}/route.ts`) ? 'renderer/pages' : 'renderer/shared';
}

async function readImports(): Promise<Cruised> {
  const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, [CRUISER, ...PARTS, ...options], {
    cwd: TOP,
    maxBuffer: 1 << 28,
  });
  return JSON.parse(stdout) as Cruised;
}

function edgesOf({ modules }: Cruised): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { source, dependencies } of modules) {
    const from = boxOf(source);
    for (const { resolved, dependencyTypes } of dependencies) {
      if (dependencyTypes.includes('type-only')) continue;
      const to = boxOf(resolved);
      if (from === undefined || to === undefined || from === to || LEFT_OUT.has(from) || LEFT_OUT.has(to)) continue;
      edges.set(`${from} ${to}`, { from, to });
    }
  }
  return [...edges.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}

/** Leaves out arrows that follow from others; those of a ring all stay, so that it is seen. */
function withoutImplied(edges: Edge[]): Edge[] {
  let kept = edges;
  for (const edge of edges) {
    if (reaches(edges, { from: edge.to, to: edge.from })) continue;
    const others = kept.filter((other) => other !== edge);
    if (reaches(others, edge)) kept = others;
  }
  return kept;
}

function reaches(edges: Edge[], { from, to }: Edge): boolean {
  const seen = new Set([from]);
  for (const box of seen) for (const edge of edges) if (edge.from === box) seen.add(edge.to);
  return seen.has(to);
}

function draw(cruised: Cruised): string {
  const folders = new Map<string, Set<string>>();
  for (const { source } of cruised.modules) {
    const box = boxOf(source);
    if (box === undefined || LEFT_OUT.has(box)) continue;
    folders.set(box, (folders.get(box) ?? new Set()).add(source.split('/')[1] as string));
  }
  const lines = ['```mermaid', 'flowchart TD'];
  for (const part of PARTS) {
    lines.push(`  subgraph ${part}`);
    for (const box of [...folders.keys()].filter((name) => name.startsWith(`${part}/`)).sort())
      lines.push(`    ${idOf(box)}["${labelOf(box, [...(folders.get(box) ?? [])].sort())}"]`);
    lines.push('  end');
  }
  for (const { from, to } of withoutImplied(edgesOf(cruised))) lines.push(`  ${idOf(from)} --> ${idOf(to)}`);
  return [...lines, '```'].join('\n');
}

const idOf = (box: string): string => box.replace('/', '_');

function labelOf(box: string, folders: string[]): string {
  if (box === 'renderer/pages') return `pages: ${folders.join(', ')}`;
  return folders.join(', ');
}

const readme = await readFile(README, 'utf8');
const [before, rest] = readme.split(START);
const after = rest?.split(END)[1];
if (before === undefined || after === undefined) throw new Error(`README.md lacks the marks ${START} and ${END}.`);
const wanted = `${before}${START}\n\n${draw(await readImports())}\n\n${END}${after}`;
if (wanted === readme) {
  process.stdout.write('The architecture picture is current.\n');
} else if (process.argv.includes('--check')) {
  process.stderr.write('The architecture picture in README.md is out of date: run `npm run architecture`.\n');
  process.exitCode = 1;
} else {
  await writeFile(README, wanted);
  process.stdout.write('The architecture picture in README.md was drawn again.\n');
}
