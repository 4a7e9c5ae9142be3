import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Label } from '../../../../electron/contract/label.ts';
import { getLabel, setLabel } from '../../../../electron/core/annotate/labels.ts';
import { redo, undo } from '../../../../electron/core/annotate/undo.ts';
import { openSource } from '../../../../electron/core/import/open-source.ts';
import { importInto } from '../../../../electron/core/import/run-import.ts';
import { proveBackups } from '../../../../electron/core/project/backup-proof.ts';
import { backupIfDue } from '../../../../electron/core/project/backups.ts';
import { checkFile } from '../../../../electron/core/project/check-file.ts';
import { createProject } from '../../../../electron/core/project/create.ts';
import { layoutOf } from '../../../../electron/core/project/layout.ts';
import { openProject } from '../../../../electron/core/project/project.ts';
import { backupFacts, restoreProject } from '../../../../electron/core/project/restore.ts';

const DEMO = fileURLToPath(new URL('../../../../resources/demo', import.meta.url));
const PROJECTS = Number(process.env.PALIMPSEST_DAMAGED ?? 4);
const PAIRS = 24;
const DAY = 24 * 60 * 60 * 1000;

let top: string;
let whole: string;
/** Every acknowledged label. */
let labels: Label[];

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'palimpsest-damage-'));
  whole = join(top, 'whole');
  const project = await createProject(whole, { program: 'test' });
  const source = await openSource(DEMO);
  await importInto(project, source);
  await source.close();
  const anna = { annotator: 'Anna', pass: 1 } as const;
  const label = (from: number, to: number) => {
    for (let n = from; n < to; n++) {
      setLabel(project.db, {
        ...anna,
        pairIds: [1 + (n % PAIRS)],
        changes: { transcription: `label ${n}`, tags: [`t${n % 5}`] },
      });
      if (n % 7 === 3) undo(project.db, anna);
      if (n % 14 === 3) redo(project.db, anna);
    }
  };
  for (const [n, from] of [0, 20, 40].entries()) {
    label(from, from + 20);
    await backupIfDue(project, new Date(Date.parse('2026-03-01T08:00:00Z') + n * DAY));
    await proveBackups(whole, undefined);
  }
  label(60, 90);
  labels = Array.from({ length: PAIRS }, (_, i) => getLabel(project.db, i + 1, 1));
  await project.close();
});
afterAll(() => rm(top, { recursive: true }));

let seed = Number(process.env.PALIMPSEST_SEED ?? 20261127);
const random = (most: number) => (seed = (seed * 48271) % 2147483647) % most;

/** Flips bits in bytes at random places, or in a run of them. */
async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  const isRun = random(3) === 0;
  const count = 1 + random(isRun ? 4096 : 40);
  let at = random(bytes.length);
  for (let n = 0; n < count; n++) {
    bytes[at] = (bytes[at] ?? 0) ^ (1 + random(255));
    at = isRun ? (at + 1) % bytes.length : random(bytes.length);
  }
  await writeFile(file, bytes);
}

async function labelsOf(folder: string): Promise<Label[]> {
  const project = await openProject(folder, { program: 'test' });
  try {
    return Array.from({ length: PAIRS }, (_, i) => getLabel(project.db, i + 1, 1));
  } finally {
    await project.close();
  }
}

/** Whether anything is said to be wrong: on opening it, or by the check in the background after that. */
async function isFoundDamaged(folder: string): Promise<boolean> {
  try {
    const project = await openProject(folder, { program: 'test' });
    try {
      const { database: file, journal } = layoutOf(folder);
      return project.readOnly !== undefined || !(await checkFile({ file, journal })).report.ok;
    } finally {
      await project.close();
    }
  } catch {
    return true;
  }
}

test(
  `${PROJECTS} damaged projects are found to be so, and restored with every acknowledged label`,
  { timeout: 120_000 + PROJECTS * 8_000 },
  async () => {
    const came = { restored: 0, harmless: 0, backupsFoundDamaged: 0 };
    for (let n = 0; n < PROJECTS; n++) {
      const folder = join(top, `damaged ${n}`);
      await cp(whole, folder, { recursive: true, preserveTimestamps: true });
      const { database, backups } = layoutOf(folder);
      // The newest backup may be damaged as well; the disk that lost one file may have lost two.
      const newest = join(backups, (await backupFacts(folder))[0]?.name ?? '');
      if (n % 3 === 1) await flip(newest);
      if (n % 10 === 7) await rm(database);
      else if (n % 10 === 8) await truncate(database, random((await readFile(database)).length));
      else await flip(database);

      if (await isFoundDamaged(folder)) {
        // What the facts say of a backup may be older than its damage: the restoration checks it again.
        const facts = (await backupFacts(folder)).filter(({ state }) => state === 'proven');
        for (const { name } of facts) {
          const done = await restoreProject(folder, name, 'test').catch(() => undefined);
          if (done) break;
          came.backupsFoundDamaged++;
        }
        came.restored++;
        expect(await isFoundDamaged(folder), `project ${n} after its restoration`).toBe(false);
      } else came.harmless++;
      expect(await labelsOf(folder), `project ${n}`).toEqual(labels);
      await rm(folder, { recursive: true });
    }
    if (PROJECTS > 50) process.stdout.write(`${JSON.stringify(came)}\n`);
    expect(came.restored).toBeGreaterThan(PROJECTS / 2);
  },
);
