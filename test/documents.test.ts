import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const TOP = fileURLToPath(new URL('../', import.meta.url));

const DOCUMENTS = execFileSync('git', ['ls-files', '*README.md', 'CONTRIBUTING.md'], { cwd: TOP, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '');

/** Made by a build or a run, so not in the sources. */
const MADE = /^(out|demo-report|restored|node_modules)\//;
const EXAMPLE = /[A-Z]{2,}|[<>{}*…]/;

/**
 * What a document says is there: relative links, code spans that look like a path or a source file, and the folders in the
 * first column of a table.
 */
function namedPaths(markdown: string): string[] {
  const text = markdown.replaceAll(/^```[\s\S]*?^```/gm, '');
  const links = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, target]) => target as string);
  const spans = [...text.matchAll(/`([^`\s]+)`/g)].map(([, span]) => span as string);
  const rows = [...text.matchAll(/^\| ([^|]*)\|/gm)].map(([, cell]) => cell as string);
  const folders = rows.flatMap((cell) => [...cell.matchAll(/`([\w/-]+\/)`/g)].map(([, folder]) => folder as string));
  return [
    ...links.filter((target) => !/^[a-z]+:/.test(target)),
    ...spans.filter((span) => /^[\w.-]+(\/[\w.-]+)*\.(ts|vue|cjs)$/.test(span)),
    ...spans.filter((span) => /^[\w.-]+(\/[\w.-]+)+\.(json|yml|md)$/.test(span)),
    ...spans.filter((span) => /^(models|electron|renderer|resources|test)\/[\w./-]*\/$/.test(span)),
    ...folders,
  ].filter((path) => !MADE.test(path) && !EXAMPLE.test(path.replace(/[A-Z]+\.md$/, '')));
}

/** A path counts from its document's folder or one above it; a file named alone may be anywhere below its document. */
function isThere(path: string, document: string): boolean {
  const folder = dirname(document);
  for (let start = folder; ; start = dirname(start)) {
    if (existsSync(join(TOP, start, path)) && (start === folder || start === '.' || path.includes('/'))) return true;
    if (start === '.') break;
  }
  return SOURCES.some((source) => source.startsWith(folder === '.' ? '' : `${folder}/`) && endsWithPath(source, path));
}

const SOURCES = execFileSync('git', ['ls-files'], { cwd: TOP, encoding: 'utf8' }).split('\n');
const endsWithPath = (source: string, path: string): boolean =>
  path.endsWith('/') ? `/${source}`.includes(`/${path}`) : `/${source}`.endsWith(`/${path}`);

describe('what documents name is there', () => {
  test.each(DOCUMENTS)('%s', (document) => {
    const named = namedPaths(readFileSync(join(TOP, document), 'utf8'));
    expect(named.filter((path) => !isThere(path, document))).toEqual([]);
  });
});
