import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importInto } from '../../../../../electron/core/import/run-import.ts';
import { importRecords } from '../../../../../electron/core/db/queries/import-sources.ts';
import { createProject } from '../../../../../electron/core/project/create.ts';
import { openProject } from '../../../../../electron/core/project/project.ts';
import { mountSmallDisk } from '../../project/small-disk.ts';
import { contentOf } from './content.ts';
import { bmp, sourceOf } from './generated-source.ts';

const COUNT = 300;
/** Large enough to need new blocks in every batch. */
const pictures = () =>
  sourceOf(COUNT, {
    step: (i) => ({
      cursor: String(i),
      item: { key: `k${i}`, name: `n${i}`, subset: '', photo: `p${i}`, hr: bmp(i, 80, 40), label: {} },
    }),
  });
const options = { batch: { items: 10 } };

test('a disk that fills up during an import ends it with a clear Problem, and it goes on when there is room', async (context) => {
  const disk = await mountSmallDisk(context, 16);
  try {
    const project = await createProject(join(disk.folder, 'project'), { program: 'test' });
    const source = pictures();
    const plain = source.steps.bind(source);
    source.steps = async function* (after) {
      for await (const step of plain(after)) {
        if (step.cursor === '100') await disk.fill();
        yield step;
      }
    };
    await expect(importInto(project, source, options)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('project.sqlite is full') as string,
    });
    // Nothing of the failed batch is there, what was acknowledged is, and reading goes on.
    const [record] = importRecords(project.db);
    const done = Number(record?.cursor) + 1;
    expect(done).toBeGreaterThanOrEqual(80);
    expect(done).toBeLessThan(COUNT);
    expect(project.db.prepare('SELECT count(*) FROM pair').pluck().get()).toBe(record?.imported);
    await project.close();

    const full = await openProject(project.folder, { program: 'test' });
    expect(full.readOnly?.reason.code).toBe('disk-full');
    expect(importRecords(full.db)).toEqual([record]);
    await expect(importInto(full, pictures(), options)).rejects.toMatchObject({ code: 'disk-full' });
    await full.close();

    await disk.makeRoom();
    const roomy = await openProject(project.folder, { program: 'test' });
    expect(roomy.readOnly).toBeUndefined();
    expect(await importInto(roomy, pictures(), options)).toMatchObject({ state: 'finished', before: done });
    expect(await roomy.check()).toMatchObject({ ok: true });
    const whole = await createProject(join(disk.folder, 'whole'), { program: 'test' });
    await importInto(whole, pictures(), options);
    expect(contentOf(roomy.db)).toEqual(contentOf(whole.db));
    await whole.close();
    await roomy.close();
  } finally {
    await disk.unmount();
  }
});
