import { rm } from 'node:fs/promises';
import { testStudio } from '../../electron/core/service/test-studio.ts';
import { writeDemoLmdb } from './demo-lmdb.ts';

/** A project with the sample pairs, a few of them labelled. */
export async function makeDemoProject(folder: string): Promise<void> {
  const source = `${folder}-lmdb`;
  await writeDemoLmdb(source);
  const { client, close } = testStudio('palimpsest test');
  try {
    await client.project.create({ folder });
    const importing = await client.imports.run({ source });
    while (!(await importing.next()).done);
    const pairIds = await client.pairs.ids({ query: {}, offset: 0, limit: 5 });
    const changes = {
      transcription: 'Label',
      direction: 'h',
      difficulty: 'easy',
      status: 'done',
      tags: ['sign'],
    } as const;
    await client.labels.set({ pairIds, pass: 1, annotator: 'test', changes: { ...changes, tags: [...changes.tags] } });
  } finally {
    await close();
  }
  await rm(source, { recursive: true });
}
