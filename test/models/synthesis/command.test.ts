import { readFile, readdir, writeFile } from 'node:fs/promises';
import { expect, test, type TestContext } from 'vitest';
import { loadFonts } from '../../../models/synthesis/fonts.ts';
import { palimpsest, workFolder } from '../../electron/shells/cli/support.ts';

const work = workFolder();
const systemFonts = await loadFonts([], 'abc012').catch(() => []);
const needFonts = (context: TestContext) => {
  if (systemFonts.length === 0) context.skip('this computer has no Latin font in its font folders');
};

/** Every file below a folder with its bytes, but for the record, which says when it was made with what. */
async function contentOf(folder: string): Promise<Map<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const content = new Map<string, string>();
  for (const { name, parentPath } of files.filter((entry) => entry.isFile())) {
    content.set(
      `${parentPath.slice(folder.length)}/${name}`,
      (await readFile(`${parentPath}/${name}`)).toString('base64'),
    );
  }
  return content;
}

test('a record makes the same bytes again, and a project takes the same pairs once', async (context) => {
  needFonts(context);
  const [first, second, project] = [work('first'), work('second'), work('project')];
  expect((await palimpsest(['synthesize', first, '--count', '20', '--seed', '3'])).code).toBe(0);
  const record = `${first}/synthesis.json`;
  expect((await palimpsest(['synthesize', second, '--config', record])).code).toBe(0);
  const [made, again] = [await contentOf(first), await contentOf(second)];
  expect(made.size).toBe(42);
  expect(again).toEqual(made);

  const into = ['synthesize', project, '--config', record, '--format', 'project', '--json'];
  expect((await palimpsest(into)).records.at(-1)).toMatchObject({ made: 20, known: 0, state: 'finished' });
  const more = await palimpsest([...into, '--count', '24']);
  expect(more.records.at(-1)).toMatchObject({ made: 4, known: 20 });
  const { records } = await palimpsest(['stats', project, '--json']);
  expect(records[0]).toMatchObject({ pairs: 24, byStatus: [{ value: 'done', pairs: 24 }] });
});

test('a config that says something unknown is refused with what it is', async () => {
  const file = work('wrong.json');
  await writeFile(file, '{"sead": 4}');
  const { code, stderr } = await palimpsest(['synthesize', work('none'), '--config', file]);
  expect(code).toBe(2);
  expect(stderr).toContain('sead');
});
