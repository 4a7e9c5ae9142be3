import files from './files.en.json';
import pictures from './pictures.en.json';
import weights from './weights.en.json';
import networks from './networks.en.json';
import engines from './engines.en.json';
import pack from './pack.en.json';
import compute from './compute.en.json';
import project from './project.en.json';
import labels from './labels.en.json';
import importing from './importing.en.json';
import lmdb from './lmdb.en.json';
import exporting from './exporting.en.json';
import jobs from './jobs.en.json';
import training from './training.en.json';
import shells from './shells.en.json';
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
