import files from './files.de.json';
import pictures from './pictures.de.json';
import weights from './weights.de.json';
import networks from './networks.de.json';
import engines from './engines.de.json';
import pack from './pack.de.json';
import compute from './compute.de.json';
import project from './project.de.json';
import labels from './labels.de.json';
import importing from './importing.de.json';
import lmdb from './lmdb.de.json';
import exporting from './exporting.de.json';
import jobs from './jobs.de.json';
import training from './training.de.json';
import shells from './shells.de.json';
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
