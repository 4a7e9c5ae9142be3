import files from './files.de.json' with { type: 'json' };
import pictures from './pictures.de.json' with { type: 'json' };
import weights from './weights.de.json' with { type: 'json' };
import networks from './networks.de.json' with { type: 'json' };
import engines from './engines.de.json' with { type: 'json' };
import pack from './pack.de.json' with { type: 'json' };
import compute from './compute.de.json' with { type: 'json' };
import project from './project.de.json' with { type: 'json' };
import labels from './labels.de.json' with { type: 'json' };
import importing from './importing.de.json' with { type: 'json' };
import lmdb from './lmdb.de.json' with { type: 'json' };
import exporting from './exporting.de.json' with { type: 'json' };
import jobs from './jobs.de.json' with { type: 'json' };
import training from './training.de.json' with { type: 'json' };
import shells from './shells.de.json' with { type: 'json' };
import type { ProblemReason } from '../../../electron/contract/problem.ts';

/** Each problem in German, with what to do about it in a window. */
export const GERMAN: Readonly<Record<ProblemReason, { sentence: string; cure: string }>> = {
  ...files,
  ...pictures,
  ...weights,
  ...networks,
  ...engines,
  ...pack,
  ...compute,
  ...project,
  ...labels,
  ...importing,
  ...lmdb,
  ...exporting,
  ...jobs,
  ...training,
  ...shells,
};
