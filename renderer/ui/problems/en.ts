import files from './files.en.json' with { type: 'json' };
import pictures from './pictures.en.json' with { type: 'json' };
import weights from './weights.en.json' with { type: 'json' };
import networks from './networks.en.json' with { type: 'json' };
import engines from './engines.en.json' with { type: 'json' };
import pack from './pack.en.json' with { type: 'json' };
import compute from './compute.en.json' with { type: 'json' };
import project from './project.en.json' with { type: 'json' };
import labels from './labels.en.json' with { type: 'json' };
import importing from './importing.en.json' with { type: 'json' };
import lmdb from './lmdb.en.json' with { type: 'json' };
import exporting from './exporting.en.json' with { type: 'json' };
import jobs from './jobs.en.json' with { type: 'json' };
import training from './training.en.json' with { type: 'json' };
import shells from './shells.en.json' with { type: 'json' };
import type { ProblemReason } from '../../../electron/contract/problem.ts';

/** What to do about each problem, in a window; the facts are said in English by the problems themselves. */
export const ENGLISH: Readonly<Record<ProblemReason, string>> = {
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
